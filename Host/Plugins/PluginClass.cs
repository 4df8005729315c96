using System.Reflection.Metadata;
using Abstractions;

namespace Host.Plugins;

/// <summary>Whether an assembly names one plugin class, from its metadata.</summary>
internal static class PluginClass
{
    public const string Remedy = "Add one [assembly: Plugin(typeof(...))] that names a class with a public constructor without parameters that implements IPlugin.";

    /// <param name="file">The assembly's place in the drop folder, for the message.</param>
    /// <param name="metadata">What is in it.</param>
    /// <exception cref="PluginRefusedException">It names none, or several.</exception>
    public static void Check(string file, MetadataReader metadata)
    {
        var count = Count(metadata);
        if (count != 1)
            throw new PluginRefusedException(file, count == 0 ? "it names no plugin class" : $"it names {count} plugin classes", Remedy);
    }

    /// <summary>How many plugin classes the assembly names.</summary>
    public static int Count(MetadataReader metadata) =>
        metadata.GetAssemblyDefinition().GetCustomAttributes().Count(handle => IsPlugin(metadata, metadata.GetCustomAttribute(handle)));

    private static bool IsPlugin(MetadataReader metadata, CustomAttribute attribute)
    {
        // An attribute of another assembly is named through a reference to its constructor.
        if (attribute.Constructor.Kind != HandleKind.MemberReference)
            return false;
        var parent = metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent;
        if (parent.Kind != HandleKind.TypeReference)
            return false;
        var type = metadata.GetTypeReference((TypeReferenceHandle)parent);
        return metadata.StringComparer.Equals(type.Name, nameof(PluginAttribute)) && metadata.StringComparer.Equals(type.Namespace, nameof(Abstractions));
    }
}
