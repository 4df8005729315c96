using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Abstractions;

namespace Host.Plugins;

/// <summary>Tells plugins from libraries among the assemblies that lie in the drop folder itself, by their metadata alone.</summary>
internal static class LooseAssemblies
{
    /// <summary>
    /// Those of the files that should be plugins. An assembly that does not know the contract is a library; so is one that does and names no plugin,
    /// if another one refers to it. What is broken or unreadable is none: loading it says so.
    /// </summary>
    public static IEnumerable<string> Plugins(IEnumerable<string> files)
    {
        var assemblies = files.Select(file => (File: file, Content: Read(file))).ToList();
        var wanted = assemblies.SelectMany(assembly => assembly.Content?.References ?? []).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return from assembly in assemblies
               where assembly.Content is not { } content
                   || (content.References.Contains(nameof(Abstractions)) && (content.NamesPlugin || !wanted.Contains(Path.GetFileNameWithoutExtension(assembly.File))))
               select assembly.File;
    }

    private static Content? Read(string file)
    {
        try
        {
            using var image = new PEReader(File.OpenRead(file));
            var metadata = image.GetMetadataReader();
            return new Content(
                [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))],
                PluginClass.Count(metadata) > 0);
        }
        catch (Exception e) when (e is BadImageFormatException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private sealed record Content(IReadOnlyList<string> References, bool NamesPlugin);
}
