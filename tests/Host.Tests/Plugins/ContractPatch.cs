using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Host.Tests.Plugins;

/// <summary>Makes an assembly say that it was built against another version of the contract.</summary>
internal static class ContractPatch
{
    public static void Apply(string file, Version version)
    {
        var bytes = File.ReadAllBytes(file);
        using (var image = new PEReader(new MemoryStream(bytes)))
        {
            var metadata = image.GetMetadataReader();
            var reference = metadata.AssemblyReferences.Single(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name) == nameof(Abstractions));
            var row = metadata.GetTableMetadataOffset(TableIndex.AssemblyRef)
                + ((MetadataTokens.GetRowNumber(reference) - 1) * metadata.GetTableRowSize(TableIndex.AssemblyRef));
            // ECMA-335 II.22.5: a row begins with the major and the minor version, two bytes each.
            var place = bytes.AsSpan(image.PEHeaders.MetadataStartOffset + row);
            BitConverter.TryWriteBytes(place, (ushort)version.Major);
            BitConverter.TryWriteBytes(place[2..], (ushort)version.Minor);
        }
        File.WriteAllBytes(file, bytes);
    }
}
