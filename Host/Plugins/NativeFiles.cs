using System.Runtime.InteropServices;

namespace Host.Plugins;

/// <summary>Where a native library may lie that was dropped with a plugin and that no .deps.json lists.</summary>
internal static class NativeFiles
{
    /// <summary>The library's file beside the plugin or under <c>runtimes/&lt;rid&gt;/native</c>, the nearest runtime identifier first; null where there is none.</summary>
    /// <param name="directory">The plugin's folder.</param>
    /// <param name="library">The library as <c>DllImport</c> names it.</param>
    public static string? Find(string directory, string library)
    {
        var directories = Identifiers(RuntimeInformation.RuntimeIdentifier, RuntimeInformation.ProcessArchitecture)
            .Select(identifier => Path.Combine(directory, "runtimes", identifier, "native"))
            .Prepend(directory);
        return directories.SelectMany(_ => FileNames(library), Path.Combine).FirstOrDefault(File.Exists);
    }

    /// <summary>The runtime identifiers whose libraries this process can load, from its own to the most general, as NuGet orders them.</summary>
    /// <param name="own">The runtime's own, which may name a distribution, such as <c>debian.12-x64</c>.</param>
    /// <param name="architecture">The process's.</param>
    public static IReadOnlyList<string> Identifiers(string own, Architecture architecture)
    {
        var processor = architecture.ToString().ToLowerInvariant();
        string[] systems =
            own.StartsWith("win", StringComparison.Ordinal) ? ["win"]
            : own.StartsWith("osx", StringComparison.Ordinal) ? ["osx", "unix"]
            : own.StartsWith("freebsd", StringComparison.Ordinal) ? ["freebsd", "unix"]
            : own.StartsWith("linux-musl", StringComparison.Ordinal) || own.StartsWith("alpine", StringComparison.Ordinal) ? ["linux-musl", "linux", "unix"]
            : ["linux", "unix"];
        return [.. systems.SelectMany(system => (string[])[$"{system}-{processor}", system]).Prepend(own).Append("any").Distinct()];
    }

    // The prefixes and suffixes that the runtime itself tries.
    private static string[] FileNames(string library)
    {
        var suffix = OperatingSystem.IsWindows() ? ".dll" : OperatingSystem.IsMacOS() ? ".dylib" : ".so";
        return [library, library + suffix, "lib" + library + suffix, "lib" + library];
    }
}
