using System.Collections.Frozen;
using System.Runtime.Loader;

namespace Host.Plugins;

/// <summary>What plugin and host share, whatever copies or versions a plugin brings.</summary>
internal static class SharedAssemblies
{
    /// <summary>A fixed list of simple names: deriving it from what Abstractions references misses what the compiler found unused.</summary>
    public static readonly FrozenSet<string> Names = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Abstractions",
        "Microsoft.Extensions.Configuration.Abstractions",
        "Microsoft.Extensions.DependencyInjection.Abstractions",
        "Microsoft.Extensions.Logging.Abstractions",
        "Microsoft.Extensions.Options",
        "Microsoft.Extensions.Primitives");

    /// <summary>Where they are loaded: not the default context where the host is itself part of something.</summary>
    public static AssemblyLoadContext Context => AssemblyLoadContext.GetLoadContext(typeof(SharedAssemblies).Assembly) ?? AssemblyLoadContext.Default;
}
