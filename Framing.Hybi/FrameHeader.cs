using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Framing.Hybi;

/// <summary>The header of a client's frame (RFC 6455 5.2).</summary>
internal readonly struct FrameHeader
{
    public const int MaxControlPayload = 125;

    /// <summary>FIN, and the mark of the payload being masked in the byte after it.</summary>
    public const int HighBit = 0x80;

    /// <summary>In place of a length: it follows in 16 bits, or in 64.</summary>
    public const int Length16 = 126, Length64 = 127;

    /// <summary>The reserved bit that permessage-deflate gives a meaning.</summary>
    public const int Rsv1 = 0x40;

    /// <summary>The length of a header with its masking key, where the payload's has 7 bits, or 16.</summary>
    public const int LengthWith7 = 2 + MaskingKeyLength, LengthWith16 = LengthWith7 + sizeof(ushort);

    private const int ReservedBits = 0x70;
    private const int OpcodeBits = 0x0F;
    private const int ControlBit = 0x08;
    private const int MaskingKeyLength = 4;

    private readonly int _first;

    private FrameHeader(int first, long payloadLength, uint maskingKey, int length)
    {
        _first = first;
        PayloadLength = payloadLength;
        MaskingKey = maskingKey;
        Length = length;
    }

    public Opcode Opcode => (Opcode)(_first & OpcodeBits);

    public bool IsFinal => (_first & HighBit) != 0;

    /// <summary>Whether RSV1 is set, which it is on the first frame of a message only.</summary>
    public bool HasRsv1 => (_first & Rsv1) != 0;

    public long PayloadLength { get; }

    public uint MaskingKey { get; }

    /// <summary>The length of the header itself.</summary>
    public int Length { get; }

    public bool IsControl => (_first & ControlBit) != 0;

    /// <summary>Reads a header from the front of the bytes, refusing what is wrong as soon as its byte is there.</summary>
    /// <param name="bytes">The bytes received, possibly not all of the header yet.</param>
    /// <param name="inMessage">Whether a fragmented message is unfinished.</param>
    /// <param name="reservedBits">Those that the first frame of a message may have.</param>
    /// <param name="room">How many bytes the message may still have.</param>
    /// <param name="header">The header, where it is complete.</param>
    public static bool TryParse(ReadOnlySpan<byte> bytes, bool inMessage, int reservedBits, long room, out FrameHeader header)
    {
        Unsafe.SkipInit(out header);
        if (bytes.IsEmpty)
            return false;
        CheckFirst(bytes[0], inMessage, reservedBits);
        if (bytes.Length == 1)
            return false;
        CheckSecond(bytes[0], bytes[1]);

        long payloadLength = bytes[1] & ~HighBit;
        var lengthEnd = 2;
        if (payloadLength >= Length16)
        {
            lengthEnd += payloadLength == Length16 ? sizeof(ushort) : sizeof(ulong);
            if (!TryParseLength(bytes, lengthEnd, out payloadLength))
                return false;
        }
        // Control frames are no part of the message they stand in, and short; with RSV1 the length is not that of the message.
        if (payloadLength > room && (bytes[0] & (ControlBit | Rsv1)) == 0)
            throw Violation.TooBig(payloadLength, room);

        var end = lengthEnd + MaskingKeyLength;
        if (bytes.Length < end)
            return false;
        header = new FrameHeader(bytes[0], payloadLength, MemoryMarshal.Read<uint>(bytes[lengthEnd..]), end);
        return true;
    }

    private static void CheckFirst(byte first, bool inMessage, int reservedBits)
    {
        var opcode = (Opcode)(first & OpcodeBits);
        // RFC 6455 5.2: RSV1-3 MUST be 0 unless an extension is negotiated that defines meanings for non-zero values;
        // RFC 7692 6: RSV1 MUST be 0 on control frames and on the frames of a message after its first one.
        if ((first & ReservedBits) != 0 && ((first & ReservedBits & ~reservedBits) != 0 || opcode is not (Opcode.Text or Opcode.Binary)))
            throw Violation.Protocol("a frame with a reserved bit set");
        switch (opcode)
        {
            // RFC 6455 5.4: fragments of one message must not be interleaved with those of another.
            case Opcode.Text or Opcode.Binary when inMessage:
                throw Violation.Protocol("a message begins inside an unfinished one");
            case Opcode.Continuation when !inMessage:
                throw Violation.Protocol("a continuation frame without a message to continue");
            // RFC 6455 5.5: control frames MUST NOT be fragmented.
            case Opcode.Close or Opcode.Ping or Opcode.Pong when (first & HighBit) == 0:
                throw Violation.Protocol("a fragmented control frame");
            case Opcode.Continuation or Opcode.Text or Opcode.Binary or Opcode.Close or Opcode.Ping or Opcode.Pong:
                return;
            // RFC 6455 5.2: if an unknown opcode is received, the endpoint MUST fail the connection.
            default:
                throw Violation.Protocol($"the reserved opcode {first & OpcodeBits:X}");
        }
    }

    private static void CheckSecond(byte first, byte second)
    {
        // RFC 6455 5.1: the server MUST close the connection upon receiving a frame that is not masked.
        if ((second & HighBit) == 0)
            throw Violation.Protocol("a frame that is not masked");
        // RFC 6455 5.5: all control frames MUST have a payload length of 125 bytes or less.
        if ((first & ControlBit) != 0 && (second & ~HighBit) > MaxControlPayload)
            throw Violation.Protocol("a control frame of more than 125 bytes");
    }

    private static bool TryParseLength(ReadOnlySpan<byte> bytes, int end, out long length)
    {
        length = 0;
        var is64 = end > 2 + sizeof(ushort);
        // RFC 6455 5.2: the most significant bit MUST be 0.
        if (is64 && bytes.Length > 2 && (bytes[2] & HighBit) != 0)
            throw Violation.Protocol("a length with its most significant bit set");
        if (bytes.Length < end)
            return false;
        length = is64 ? BinaryPrimitives.ReadInt64BigEndian(bytes[2..]) : BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        // RFC 6455 5.2: the minimal number of bytes MUST be used to encode the length.
        if (length <= (is64 ? ushort.MaxValue : MaxControlPayload))
            throw Violation.Protocol($"the length {length} not in its shortest form");
        return true;
    }
}
