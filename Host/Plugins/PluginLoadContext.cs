using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Host.Plugins;

/// <summary>The assemblies of one plugin: its own where it brings them, the host's where types must be the same.</summary>
/// <remarks>
/// The runtime keeps this object for a while after it is unloaded, so its fields hold text only (the resolver is tables of paths).
/// </remarks>
internal sealed class PluginLoadContext : AssemblyLoadContext
{
    /// <summary>
    /// What plugin and host share, whatever copies or versions a plugin brings. A fixed list: deriving it from what Abstractions
    /// references misses what the compiler found unused.
    /// </summary>
    private static readonly HashSet<string> Shared = new(StringComparer.OrdinalIgnoreCase)
    {
        "Abstractions",
        "Microsoft.Extensions.Configuration.Abstractions",
        "Microsoft.Extensions.DependencyInjection.Abstractions",
        "Microsoft.Extensions.Logging.Abstractions",
        "Microsoft.Extensions.Options",
        "Microsoft.Extensions.Primitives",
    };

    private readonly string _directory;
    private readonly AssemblyDependencyResolver _resolver;

    /// <param name="name">The plugin's name.</param>
    /// <param name="assemblyFile">Its assembly, in the stage.</param>
    /// <exception cref="InvalidOperationException">The plugin's .deps.json cannot be read.</exception>
    public PluginLoadContext(string name, string assemblyFile) : base(name, isCollectible: true)
    {
        _directory = Path.GetDirectoryName(assemblyFile)!;
        _resolver = new AssemblyDependencyResolver(assemblyFile);
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var name = assemblyName.Name!;
        // By simple name: a plugin built against another version gets the host's types, never silently its own.
        if (Shared.Contains(name))
            return HostContext.LoadFromAssemblyName(new AssemblyName(name));

        var path = _resolver.ResolveAssemblyToPath(assemblyName) ?? Beside(assemblyName.CultureName, name);
        // Null leaves it to the framework.
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        if (_resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } listed)
            return LoadUnmanagedDllFromPath(listed);
        foreach (var directory in NativeDirectories())
        {
            foreach (var file in NativeNames(unmanagedDllName))
            {
                var path = Path.Combine(directory, file);
                if (File.Exists(path))
                    return LoadUnmanagedDllFromPath(path);
            }
        }
        return 0;
    }

    private static AssemblyLoadContext HostContext => GetLoadContext(typeof(PluginLoadContext).Assembly) ?? Default;

    private string Beside(string? culture, string name) =>
        string.IsNullOrEmpty(culture) ? Path.Combine(_directory, name + ".dll") : Path.Combine(_directory, culture, name + ".dll");

    // For libraries dropped by hand, which no .deps.json lists.
    private IEnumerable<string> NativeDirectories()
    {
        yield return _directory;
        yield return Path.Combine(_directory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native");
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        var architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        yield return Path.Combine(_directory, "runtimes", $"{system}-{architecture}", "native");
    }

    private static string[] NativeNames(string name)
    {
        var suffix = OperatingSystem.IsWindows() ? ".dll" : OperatingSystem.IsMacOS() ? ".dylib" : ".so";
        return [name, name + suffix, "lib" + name + suffix, "lib" + name];
    }
}
