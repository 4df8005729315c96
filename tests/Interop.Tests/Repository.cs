using System.Reflection;

namespace Interop.Tests;

/// <summary>Where the build has put what the tests start.</summary>
internal static class Repository
{
    private static readonly string Root = Metadata("RepositoryRoot");

    /// <summary>The host's own build output, not a copy beside the tests.</summary>
    public static string HostDll { get; } = Path.Combine(OutputOf("Host"), "Host.dll");

    /// <summary>The drop folder with the staged plugins of the repository.</summary>
    public static string Plugins { get; } = Path.Combine(Root, "plugins");

    public static string Clients { get; } = Path.Combine(Root, "tests", "Interop.Tests", "clients");

    public static string OutputOf(string project) => Path.Combine(Root, project, "bin", Metadata("Configuration"), "net10.0");

    private static string Metadata(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
