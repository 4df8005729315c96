namespace Host.Plugins;

/// <summary>Files to be served.</summary>
/// <param name="Path">Where they begin: with a slash in front and at the end, <c>/</c> or <c>/docs/</c>.</param>
/// <param name="Directory">The folder that holds them, a full path.</param>
internal sealed record PagesRegistration(string Path, string Directory);
