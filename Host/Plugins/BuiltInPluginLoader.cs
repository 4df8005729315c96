namespace Host.Plugins;

/// <summary>Opens plugins with the means of the runtime alone.</summary>
internal sealed class BuiltInPluginLoader : IPluginAssemblyLoader
{
    public IPluginAssemblies Load(string name, string assemblyFile) => new PluginLoadContext(name, assemblyFile);
}
