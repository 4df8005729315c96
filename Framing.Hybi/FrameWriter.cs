using System.Buffers;
using System.Buffers.Binary;
using Abstractions;

namespace Framing.Hybi;

/// <summary>Writes a server's frames (RFC 6455 5.2): all the state of writing, and none of reading. A field of its codec, never copied.</summary>
/// <param name="version">The version that the client speaks.</param>
public struct FrameWriter(HybiVersion version)
{
    private const int LongestHeader = 2 + sizeof(ulong);

    // The fragmented message whose last piece has not been written.
    private FrameKind _kind;

    /// <summary>Whether a fragmented message has begun and its last piece has not been written.</summary>
    public bool InMessage { get; private set; }

    /// <summary>Tells whether there are frames of the kind; there are of every kind.</summary>
    public static bool CanWrite(FrameKind kind) => kind is FrameKind.Text or FrameKind.Binary or FrameKind.Ping or FrameKind.Pong or FrameKind.Close;

    /// <summary>Writes a frame, or a piece of a message as a fragment: see <see cref="IFrameCodec.WriteFrame"/>, whose contract this keeps.</summary>
    /// <param name="frame">The frame; a close code that the version does not have becomes 1000.</param>
    /// <param name="output">Where the bytes go.</param>
    /// <param name="rsv1">Whether RSV1 is set, where the frame is the first one of a message; on others it never is.</param>
    /// <exception cref="InvalidOperationException">The frame is of no kind, or belongs to another message than the unfinished one.</exception>
    /// <exception cref="ArgumentException">The payload of a control frame is longer than 125 bytes.</exception>
    public void Write(in Frame frame, IBufferWriter<byte> output, bool rsv1 = false)
    {
        ArgumentNullException.ThrowIfNull(output);
        var payload = frame.Payload.Span;
        var first = frame.Kind switch
        {
            FrameKind.Text => Data(frame, Opcode.Text, rsv1),
            FrameKind.Binary => Data(frame, Opcode.Binary, rsv1),
            FrameKind.Ping => Control(payload, Opcode.Ping),
            FrameKind.Pong => Control(payload, Opcode.Pong),
            FrameKind.Close => Control(payload, Opcode.Close),
            _ => throw new InvalidOperationException($"There are no frames of the kind {frame.Kind}; ask CanWrite first."),
        };

        // The whole frame at once: it stays in one block, and is sent as one.
        var span = output.GetSpan(LongestHeader + payload.Length);
        var header = WriteHeader(span, first, payload.Length);
        payload.CopyTo(span[header..]);
        if (frame.Kind == FrameKind.Close)
            WriteCode(span.Slice(header, payload.Length));
        output.Advance(header + payload.Length);
    }

    // hybi-07 to -12 have fewer codes, and one of their own.
    private readonly void WriteCode(Span<byte> close)
    {
        if (close.Length >= sizeof(ushort))
            BinaryPrimitives.WriteUInt16BigEndian(close, CloseCodes.Write(BinaryPrimitives.ReadUInt16BigEndian(close), version));
    }

    private int Data(in Frame frame, Opcode opcode, bool rsv1)
    {
        if (InMessage && frame.Kind != _kind)
            throw new InvalidOperationException($"A {_kind} message is unfinished; write its last piece before a {frame.Kind} one.");
        // RFC 6455 5.4: the first fragment has the opcode of the message, the others that of a continuation.
        var first = InMessage ? (int)Opcode.Continuation : rsv1 ? (int)opcode | FrameHeader.Rsv1 : (int)opcode;
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
