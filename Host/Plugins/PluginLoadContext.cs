using System.Reflection;
using System.Runtime.Loader;

namespace Host.Plugins;

/// <summary>The assemblies of one plugin: its own where it brings them, the host's where types must be the same.</summary>
/// <remarks>
/// The runtime keeps this object for a while after it is unloaded, so its fields hold text only (the resolver is tables of paths).
/// </remarks>
internal sealed class PluginLoadContext : AssemblyLoadContext, IPluginAssemblies
{
    private readonly string _assemblyFile;
    private readonly string _directory;
    private readonly AssemblyDependencyResolver _resolver;

    /// <param name="name">The plugin's name.</param>
    /// <param name="assemblyFile">Its assembly, in the stage.</param>
    /// <exception cref="InvalidOperationException">The plugin's .deps.json cannot be read.</exception>
    public PluginLoadContext(string name, string assemblyFile) : base(name, isCollectible: true)
    {
        _assemblyFile = assemblyFile;
        _directory = Path.GetDirectoryName(assemblyFile)!;
        _resolver = new AssemblyDependencyResolver(assemblyFile);
    }

    public Assembly LoadDefaultAssembly() => LoadFromAssemblyPath(_assemblyFile);

    public void Dispose() => Unload();

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var name = assemblyName.Name!;
        // By simple name: a plugin built against another version gets the host's types, never silently its own.
        if (SharedAssemblies.Names.Contains(name))
            return SharedAssemblies.Context.LoadFromAssemblyName(new AssemblyName(name));

        var path = _resolver.ResolveAssemblyToPath(assemblyName) ?? Path.Combine(_directory, name + ".dll");
        // Null leaves it to the framework, and texts in a language to the runtime, which looks in the folder of the culture.
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    // Zero leaves it to the system.
    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        (_resolver.ResolveUnmanagedDllToPath(unmanagedDllName) ?? NativeFiles.Find(_directory, unmanagedDllName)) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
}
