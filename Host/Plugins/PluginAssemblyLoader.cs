namespace Host.Plugins;

/// <summary>Which implementation of the port this build has: the build property <c>PluginLoader</c> says.</summary>
internal static class PluginAssemblyLoader
{
    public static IPluginAssemblyLoader Create() =>
#if PLUGINLOADER_MCMASTER
        new McMasterPluginLoader();
#else
        new BuiltInPluginLoader();
#endif
}
