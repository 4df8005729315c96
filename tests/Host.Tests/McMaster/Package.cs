using System.Reflection;
using System.Runtime.Loader;

#pragma warning disable IDE0130 // The namespace of the package.
namespace McMaster.NETCore.Plugins;

/// <summary>Stands in for the package, which cannot be restored everywhere: as much of its public interface as the host uses.</summary>
internal sealed class PluginConfig(string mainAssemblyPath)
{
    public string MainAssemblyPath { get; } = mainAssemblyPath;

    public ICollection<AssemblyName> SharedAssemblies { get; } = [];

    public AssemblyLoadContext DefaultContext { get; set; } = AssemblyLoadContext.Default;

    public bool IsUnloadable { get; set; }
}

/// <summary>Shares what it is told to share, and finds everything else beside the plugin.</summary>
internal sealed class PluginLoader(PluginConfig config) : IDisposable
{
    private readonly Context _context = new(config);

    public Assembly LoadDefaultAssembly() => _context.LoadFromAssemblyPath(config.MainAssemblyPath);

    public AssemblyLoadContext.ContextualReflectionScope EnterContextualReflection() => _context.EnterContextualReflection();

    public void Dispose() => _context.Unload();

    private sealed class Context(PluginConfig config) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(config.MainAssemblyPath), config.IsUnloadable)
    {
        protected override Assembly? Load(AssemblyName assemblyName)
        {
            if (config.SharedAssemblies.Any(shared => shared.Name == assemblyName.Name))
                return config.DefaultContext.LoadFromAssemblyName(assemblyName);
            var file = Path.Combine(Path.GetDirectoryName(config.MainAssemblyPath)!, assemblyName.Name + ".dll");
            return File.Exists(file) ? LoadFromAssemblyPath(file) : null;
        }
    }
}
