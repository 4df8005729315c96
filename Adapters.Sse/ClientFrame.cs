using System.Buffers;
using System.Buffers.Binary;
using Abstractions;

namespace Adapters.Sse;

/// <summary>
/// What goes from the upstream part to the codec: a frame as a client of RFC 6455 (5.2) sends it, so that one reader serves all. The masking key
/// is 0, which changes nothing.
/// </summary>
internal static class ClientFrame
{
    private const int Final = 0x80, Masked = 0x80, Length16 = 126, Length64 = 127, KeyLength = 4;

    public static void Write(FrameKind kind, ReadOnlySpan<byte> payload, IBufferWriter<byte> output)
    {
        var span = output.GetSpan(2 + sizeof(ulong) + KeyLength + payload.Length);
        span[0] = (byte)(Final | (kind == FrameKind.Text ? 0x1 : kind == FrameKind.Binary ? 0x2 : 0x8));
        var length = 2;
        if (payload.Length < Length16)
        {
            span[1] = (byte)(Masked | payload.Length);
        }
        else if (payload.Length <= ushort.MaxValue)
        {
            span[1] = Masked | Length16;
            BinaryPrimitives.WriteUInt16BigEndian(span[2..], (ushort)payload.Length);
            length += sizeof(ushort);
        }
        else
        {
            span[1] = Masked | Length64;
            BinaryPrimitives.WriteUInt64BigEndian(span[2..], (ulong)payload.Length);
            length += sizeof(ulong);
        }
        span.Slice(length, KeyLength).Clear();
        length += KeyLength;
        payload.CopyTo(span[length..]);
        output.Advance(length + payload.Length);
    }
}
