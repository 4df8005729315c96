using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Host.Tests.Plugins;

/// <summary>Changes what an assembly says of itself.</summary>
internal static class AssemblyPatch
{
    // ECMA-335 II.25.3.3: the flags stand behind four fields of the header.
    private const int FlagsOffset = 16;

    /// <summary>Makes it say that it was built against another version of an assembly.</summary>
    public static void Reference(string file, string name, Version version) => Apply(file, (bytes, image) =>
    {
        var metadata = image.GetMetadataReader();
        var reference = metadata.AssemblyReferences.Single(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name) == name);
        var row = metadata.GetTableMetadataOffset(TableIndex.AssemblyRef)
            + ((MetadataTokens.GetRowNumber(reference) - 1) * metadata.GetTableRowSize(TableIndex.AssemblyRef));
        // ECMA-335 II.22.5: a row begins with the major and the minor version, two bytes each.
        var place = bytes.AsSpan(image.PEHeaders.MetadataStartOffset + row);
        BitConverter.TryWriteBytes(place, (ushort)version.Major);
        BitConverter.TryWriteBytes(place[2..], (ushort)version.Minor);
    });

    /// <summary>Makes it say that it needs a process of 32 bits.</summary>
    public static void Require32Bit(string file) => Apply(file, (bytes, image) =>
        BitConverter.TryWriteBytes(bytes.AsSpan(image.PEHeaders.CorHeaderStartOffset + FlagsOffset), (int)(image.PEHeaders.CorHeader!.Flags | CorFlags.Requires32Bit)));

    private static void Apply(string file, Action<byte[], PEReader> change)
    {
        var bytes = File.ReadAllBytes(file);
        using (var image = new PEReader(new MemoryStream(bytes)))
            change(bytes, image);
        File.WriteAllBytes(file, bytes);
    }
}
