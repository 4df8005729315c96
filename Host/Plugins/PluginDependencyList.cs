using System.Text.Json;

namespace Host.Plugins;

/// <summary>A plugin's <c>.deps.json</c>, which the build writes beside the assembly. A plugin may do without one.</summary>
internal static class PluginDependencyList
{
    // What a library consists of, at run time and on every system.
    private static readonly string[] Groups = ["runtime", "resources", "native"];

    /// <summary>The files that it lists and that are not there. They may never be needed.</summary>
    /// <exception cref="PluginRefusedException">It cannot be read.</exception>
    public static IReadOnlyList<string> Missing(PluginSource source, string directory)
    {
        var file = source.DependencyListIn(directory);
        if (!File.Exists(file))
            return [];
        try
        {
            using var list = JsonDocument.Parse(File.ReadAllBytes(file));
            return [.. Listed(list.RootElement).Where(listed => !IsThere(directory, listed)).Distinct()];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw Unreadable(source);
        }
    }

    public static PluginRefusedException Unreadable(PluginSource source) => new(
        source.DependencyListIn(source.Directory), "its list of dependencies cannot be read", "Copy the plugin's build output again, whole.");

    private static IEnumerable<string> Listed(JsonElement root) =>
        from target in root.GetProperty("targets").EnumerateObject()
        // The first is the plugin itself, which is there under whatever name.
        from library in target.Value.EnumerateObject().Skip(1)
        from groupName in Groups
        where library.Value.TryGetProperty(groupName, out _)
        from asset in library.Value.GetProperty(groupName).EnumerateObject()
        // A placeholder says that the library has nothing for this target.
        where Path.GetFileName(asset.Name) != "_._"
        select asset.Value.ValueKind == JsonValueKind.Object && asset.Value.TryGetProperty("locale", out var culture)
            ? culture.GetString() + "/" + Path.GetFileName(asset.Name)
            : asset.Name;

    // The build copies files out of packages flat, and keeps the folders of others.
    private static bool IsThere(string directory, string listed) =>
        File.Exists(Path.Combine(directory, listed)) || File.Exists(Path.Combine(directory, Path.GetFileName(listed)));
}
