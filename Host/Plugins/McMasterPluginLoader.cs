using System.Reflection;
using System.Runtime.Loader;
using Package = McMaster.NETCore.Plugins;

namespace Host.Plugins;

/// <summary>Opens plugins with the package McMaster.NETCore.Plugins. Compiled into the host only where the build property PluginLoader is McMaster.</summary>
internal sealed class McMasterPluginLoader : IPluginAssemblyLoader
{
    public IPluginAssemblies Load(string name, string assemblyFile)
    {
        var config = new Package.PluginConfig(assemblyFile) { IsUnloadable = true, DefaultContext = SharedAssemblies.Context };
        foreach (var shared in SharedAssemblies.Names)
            config.SharedAssemblies.Add(new AssemblyName(shared));
        return new Assemblies(new Package.PluginLoader(config));
    }

    private sealed class Assemblies(Package.PluginLoader loader) : IPluginAssemblies
    {
        public Assembly LoadDefaultAssembly() => loader.LoadDefaultAssembly();

        public AssemblyLoadContext.ContextualReflectionScope EnterContextualReflection() => loader.EnterContextualReflection();

        public void Dispose() => loader.Dispose();
    }
}
