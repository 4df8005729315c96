namespace Host.Plugins;

/// <summary>Opens the assemblies of staged plugins. All that comes before (finding, staging, refusing) and after is the same for every implementation.</summary>
internal interface IPluginAssemblyLoader
{
    /// <summary>Makes a load context for a plugin; loads nothing into it yet.</summary>
    /// <param name="name">The plugin's name.</param>
    /// <param name="assemblyFile">Its assembly in the stage, a full path. Everything else that it brings lies beside that.</param>
    /// <exception cref="InvalidOperationException">The plugin's .deps.json cannot be read.</exception>
    /// <remarks>Must take <see cref="SharedAssemblies"/> from the host, and everything else from the plugin first.</remarks>
    IPluginAssemblies Load(string name, string assemblyFile);
}
