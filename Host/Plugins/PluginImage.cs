using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;

namespace Host.Plugins;

/// <summary>An assembly's file, opened for reading and known to be whole and for this processor. Nothing of it is loaded.</summary>
internal sealed class PluginImage : IDisposable
{
    private readonly PEReader _image;

    private PluginImage(PEReader image, MetadataReader metadata)
    {
        _image = image;
        Metadata = metadata;
    }

    public MetadataReader Metadata { get; }

    /// <param name="file">The file's place in the drop folder, for the message.</param>
    /// <param name="copy">The file in the stage.</param>
    /// <exception cref="PluginRefusedException">It is not a whole assembly, or one for another processor.</exception>
    public static PluginImage Open(string file, string copy)
    {
        var image = new PEReader(File.OpenRead(copy));
        try
        {
            var metadata = image.GetMetadataReader();
            if (!metadata.IsAssembly)
                throw new BadImageFormatException();
            RequireWhole(image, metadata);
            RequireProcessor(file, image.PEHeaders);
            return new PluginImage(image, metadata);
        }
        catch (Exception e) when (e is BadImageFormatException or InvalidOperationException or OverflowException)
        {
            image.Dispose();
            throw Broken(file);
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    /// <summary>The refusal of a file that turns out, while it is read, to have something else where its metadata should be.</summary>
    public static PluginRefusedException Broken(string file) =>
        new(file, "it is not a .NET assembly, or only a part of one", "Copy the plugin's build output again, whole.");

    public void Dispose() => _image.Dispose();

    // A copy that was cut off may have its metadata and lack the code: in the order of the file, or because the rest is zeros.
    private static void RequireWhole(PEReader image, MetadataReader metadata)
    {
        var length = image.GetEntireImage().Length;
        if (image.PEHeaders.SectionHeaders.Any(section => (long)section.PointerToRawData + section.SizeOfRawData > length))
            throw new BadImageFormatException();
        foreach (var handle in metadata.MethodDefinitions)
        {
            if (metadata.GetMethodDefinition(handle).RelativeVirtualAddress is var address and not 0)
                _ = image.GetMethodBody(address);
        }
    }

    private static void RequireProcessor(string file, PEHeaders headers)
    {
        var flags = headers.CorHeader!.Flags;
        var machine = headers.CoffHeader.Machine;
        // Code compiled ahead for another system is passed over for the IL beside it.
        if (headers.CorHeader.ManagedNativeHeaderDirectory.Size > 0)
            return;
        var fits = machine == Machine.I386 && flags.HasFlag(CorFlags.ILOnly) && !flags.HasFlag(CorFlags.Requires32Bit);
        if (fits || machine == Own)
            return;
        throw new PluginRefusedException(file, $"it is built for the processor {machine}; this host runs on {RuntimeInformation.ProcessArchitecture}",
            "Build it for any CPU.");
    }

    private static Machine Own => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => Machine.Amd64,
        Architecture.X86 => Machine.I386,
        Architecture.Arm64 => Machine.Arm64,
        Architecture.Arm => Machine.ArmThumb2,
        _ => Machine.Unknown,
    };
}
