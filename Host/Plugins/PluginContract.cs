using System.Reflection.Metadata;
using Abstractions;

namespace Host.Plugins;

/// <summary>Which version of the contract an assembly was built against, from its metadata.</summary>
internal static class PluginContract
{
    public static readonly Version HostVersion = typeof(IPlugin).Assembly.GetName().Version!;

    /// <param name="file">The assembly's place in the drop folder, for the message.</param>
    /// <param name="metadata">What is in it.</param>
    /// <exception cref="PluginRefusedException">It was built against none, or against one that this host does not have.</exception>
    public static void Check(string file, MetadataReader metadata)
    {
        if (VersionOf(metadata) is not { } version)
        {
            throw new PluginRefusedException(file, "it does not refer to Abstractions, so it is no plugin",
                "A plugin's assembly is named like its folder and has one [assembly: Plugin(typeof(...))].");
        }
        if (version.Major != HostVersion.Major || version.Minor > HostVersion.Minor)
        {
            throw new PluginRefusedException(file,
                $"it was built against contract {version.ToString(2)}; this host has {HostVersion.ToString(2)}",
                "Use a host of at least that contract's version and the same major number, or build the plugin against this host's Abstractions.");
        }
    }

    private static Version? VersionOf(MetadataReader metadata)
    {
        foreach (var handle in metadata.AssemblyReferences)
        {
            var reference = metadata.GetAssemblyReference(handle);
            if (metadata.StringComparer.Equals(reference.Name, nameof(Abstractions)))
                return reference.Version;
        }
        return null;
    }
}
