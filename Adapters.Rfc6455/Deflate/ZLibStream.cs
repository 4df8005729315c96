using System.Runtime.InteropServices;

namespace Adapters.Rfc6455.Deflate;

/// <summary>The stream as the native library of System.IO.Compression knows it: PAL_ZStream, with the state of zlib behind it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ZLibStream
{
    public byte* NextIn;
    public byte* NextOut;
    public byte* Message;
    public nint State;
    public uint AvailableIn;
    public uint AvailableOut;
}
