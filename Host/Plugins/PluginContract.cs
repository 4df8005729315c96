using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Abstractions;

namespace Host.Plugins;

/// <summary>Reads from an assembly's metadata, before anything of it runs, whether it is a plugin for this host.</summary>
internal static class PluginContract
{
    public static readonly Version HostVersion = typeof(IPlugin).Assembly.GetName().Version!;

    /// <param name="file">The assembly's place in the drop folder, for the message.</param>
    /// <param name="copy">The assembly in the stage.</param>
    public static void Check(string file, string copy)
    {
        if (ContractOf(file, copy) is not { } version)
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

    private static Version? ContractOf(string file, string copy)
    {
        try
        {
            using var image = new PEReader(File.OpenRead(copy));
            var metadata = image.GetMetadataReader();
            foreach (var handle in metadata.AssemblyReferences)
            {
                var reference = metadata.GetAssemblyReference(handle);
                if (metadata.StringComparer.Equals(reference.Name, nameof(Abstractions)))
                    return reference.Version;
            }
            return null;
        }
        catch (Exception e) when (e is BadImageFormatException or InvalidOperationException)
        {
            throw new PluginRefusedException(file, "it is not a .NET assembly, or only a part of one",
                "Copy the plugin's build output again, whole.");
        }
    }
}
