using System.Reflection;

namespace Host.Plugins;

/// <summary>The assemblies that the host itself has: the frameworks' and its own.</summary>
internal static class HostAssemblies
{
    private static readonly Dictionary<string, string> Files = Find();

    /// <summary>The version of the assembly of this simple name, or null where the host has none.</summary>
    public static Version? VersionOf(string name) => Files.TryGetValue(name, out var file) ? AssemblyName.GetAssemblyName(file).Version : null;

    // Made by the runtime from the frameworks and the host's .deps.json.
    private static Dictionary<string, string> Find()
    {
        var files = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var file in ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            files.TryAdd(Path.GetFileNameWithoutExtension(file), file);
        return files;
    }
}
