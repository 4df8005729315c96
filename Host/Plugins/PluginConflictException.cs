namespace Host.Plugins;

/// <summary>A plugin is not loaded because of another one, so that it may be when that one changes or goes.</summary>
internal sealed class PluginConflictException(string file, string reason, string remedy) : PluginRefusedException(file, reason, remedy);
