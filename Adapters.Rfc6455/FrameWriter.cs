using System.Buffers;
using System.Buffers.Binary;
using Abstractions;

namespace Adapters.Rfc6455;

/// <summary>Writes a server's frames (RFC 6455 5.2): all the state of writing, and none of reading.</summary>
internal struct FrameWriter
{
    private const int LongestHeader = 2 + sizeof(ulong);

    // The fragmented message whose last piece has not been written.
    private FrameKind _kind;

    public bool InMessage { get; private set; }

    public void Write(in Frame frame, IBufferWriter<byte> output)
    {
        var payload = frame.Payload.Span;
        var first = frame.Kind switch
        {
            FrameKind.Text => Data(frame, Opcode.Text),
            FrameKind.Binary => Data(frame, Opcode.Binary),
            FrameKind.Ping => Control(payload, Opcode.Ping),
            FrameKind.Pong => Control(payload, Opcode.Pong),
            FrameKind.Close => Control(payload, Opcode.Close),
            _ => throw new InvalidOperationException($"RFC 6455 has no frames of the kind {frame.Kind}; ask CanWrite first."),
        };

        // The whole frame at once: it stays in one block, and is sent as one.
        var span = output.GetSpan(LongestHeader + payload.Length);
        var header = WriteHeader(span, first, payload.Length);
        payload.CopyTo(span[header..]);
        output.Advance(header + payload.Length);
    }

    private int Data(in Frame frame, Opcode opcode)
    {
        if (InMessage && frame.Kind != _kind)
            throw new InvalidOperationException($"A {_kind} message is unfinished; write its last piece before a {frame.Kind} one.");
        // RFC 6455 5.4: the first fragment has the opcode of the message, the others that of a continuation.
        var first = (int)(InMessage ? Opcode.Continuation : opcode);
        _kind = frame.Kind;
        InMessage = !frame.EndOfMessage;
        return frame.EndOfMessage ? first | FrameHeader.HighBit : first;
    }

    private static int Control(ReadOnlySpan<byte> payload, Opcode opcode)
    {
        // RFC 6455 5.5.
        if (payload.Length > FrameHeader.MaxControlPayload)
            throw new ArgumentException($"The payload of a control frame may have at most {FrameHeader.MaxControlPayload} bytes, not {payload.Length}.", nameof(payload));
        return (int)opcode | FrameHeader.HighBit;
    }

    // RFC 6455 5.1: a server MUST NOT mask; 5.2: the length in its shortest form.
    private static int WriteHeader(Span<byte> span, int first, int length)
    {
        span[0] = (byte)first;
        if (length < FrameHeader.Length16)
        {
            span[1] = (byte)length;
            return 2;
        }
        if (length <= ushort.MaxValue)
        {
            span[1] = FrameHeader.Length16;
            BinaryPrimitives.WriteUInt16BigEndian(span[2..], (ushort)length);
            return 2 + sizeof(ushort);
        }
        span[1] = FrameHeader.Length64;
        BinaryPrimitives.WriteInt64BigEndian(span[2..], length);
        return LongestHeader;
    }
}
