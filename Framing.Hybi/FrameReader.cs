using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Unicode;
using Abstractions;

namespace Framing.Hybi;

/// <summary>Takes a client's frames from received bytes (RFC 6455 5): all the state of reading, and none of writing. A field of its codec, never copied.</summary>
public struct FrameReader
{
    private readonly CodecLimits _limits;
    private readonly HybiVersion _version;
    private readonly byte _reservedBits;

    // What is left of the message's limits after the frames whose headers have been read.
    private long _room;
    private int _fragmentsLeft;

    // Of the data frame whose payload is arriving: how much of it is to come, and the key for its next byte.
    private long _remaining;
    private uint _maskingKey;
    private bool _isFinal;

    // Of the message that the last data frame belongs to. In it: its final frame has not begun.
    private bool _inMessage;
    private bool _hasRsv1;
    private FrameKind _kind;
    private Utf8Validator _utf8;

    /// <summary>Makes a reader for one connection.</summary>
    /// <param name="version">The version that the client speaks.</param>
    /// <param name="limits">What the client may send.</param>
    /// <param name="allowsRsv1">Whether an extension was agreed on that gives RSV1 a meaning; without one it is a violation.</param>
    public FrameReader(HybiVersion version, in CodecLimits limits, bool allowsRsv1 = false)
    {
        _limits = limits;
        _room = limits.MessageBytes;
        _fragmentsLeft = limits.MessageFragments;
        _version = version;
        _reservedBits = allowsRsv1 ? (byte)FrameHeader.Rsv1 : (byte)0;
    }

    /// <summary>Whether the payload of a data frame is arriving: see <see cref="IFrameCodec.IsInFrame"/>.</summary>
    public readonly bool IsInFrame => _remaining > 0;

    /// <summary>
    /// Whether the first frame of the message that the last data frame belongs to had RSV1 set. The payload of such a message is handed over as it
    /// came, only unmasked: that it is UTF-8, and not longer than allowed, is for the extension to see to.
    /// </summary>
    public readonly bool HasRsv1 => _hasRsv1;

    /// <summary>Takes the next frame or piece of a frame: see <see cref="IFrameCodec.TryReadFrame"/>, whose contract this keeps.</summary>
    /// <param name="input">The received bytes; what was used is cut off in front.</param>
    /// <param name="frame">The frame or piece. Its payload lies in <paramref name="input"/>, unmasked.</param>
    /// <returns>False when more bytes are needed.</returns>
    /// <exception cref="ProtocolException">The client broke the protocol or a limit.</exception>
    public bool TryRead(ref Memory<byte> input, out Frame frame) =>
        (!_inMessage && _remaining == 0 && TryReadWhole(ref input, out frame)) || TryReadAny(ref input, out frame);

    // What nearly all frames are: a message in one frame, without an extension, shorter than 64 KiB, and all of it there. False where the frame is
    // anything else, or something is wrong with its header. Apart from the rest, so that each is small enough to be compiled well.
    private bool TryReadWhole(ref Memory<byte> input, out Frame frame)
    {
        frame = default;
        var bytes = input.Span;
        if (bytes.Length < FrameHeader.LengthWith16)
            return false;
        var kind = bytes[0] == (FrameHeader.HighBit | (int)Opcode.Text) ? FrameKind.Text : FrameKind.Binary;
        if (kind == FrameKind.Binary && bytes[0] != (FrameHeader.HighBit | (int)Opcode.Binary))
            return false;
        // Negative where the frame is not masked.
        var length = bytes[1] - FrameHeader.HighBit;
        var start = FrameHeader.LengthWith7;
        if (length == FrameHeader.Length16)
        {
            length = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
            start = FrameHeader.LengthWith16;
            // RFC 6455 5.2: the minimal number of bytes MUST be used to encode the length.
            if (length < FrameHeader.Length16)
                return false;
        }
        else if ((uint)length > FrameHeader.MaxControlPayload)
        {
            return false;
        }
        if (length > bytes.Length - start || length > _room || _fragmentsLeft == 0)
            return false;

        var payload = bytes.Slice(start, length);
        Masking.Apply(payload, MemoryMarshal.Read<uint>(bytes[(start - sizeof(uint))..]), out var isAscii);
        // RFC 6455 8.1: text MUST be UTF-8.
        if (!isAscii && kind == FrameKind.Text && !Utf8.IsValid(payload))
            throw Violation.NotUtf8("text");
        (_kind, _hasRsv1) = (kind, false);
        frame = new Frame(kind, input.Slice(start, length));
        input = input[(start + length)..];
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryReadAny(ref Memory<byte> input, out Frame frame)
    {
        var bytes = input.Span;
        var consumed = 0;
        while (_remaining == 0)
        {
            if (!FrameHeader.TryParse(bytes[consumed..], _inMessage, _reservedBits, _room, out var header))
                return NeedMore(ref input, consumed, out frame);
            if (header.IsControl)
                return TryReadControl(ref input, consumed, header, out frame);
            consumed += header.Length;
            Begin(header);
            // An empty frame that does not end its message is nothing to hand over.
            if (_isFinal)
                break;
        }

        var length = (int)Math.Min(_remaining, bytes.Length - consumed);
        if (length == 0 && _remaining > 0)
            return NeedMore(ref input, consumed, out frame);
        var endOfMessage = Take(bytes.Slice(consumed, length));
        frame = new Frame(_kind, input.Slice(consumed, length), endOfMessage);
        input = input[(consumed + length)..];
        return true;
    }

    private static bool NeedMore(ref Memory<byte> input, int consumed, out Frame frame)
    {
        input = input[consumed..];
        frame = default;
        return false;
    }

    private readonly bool TryReadControl(ref Memory<byte> input, int consumed, in FrameHeader header, out Frame frame)
    {
        var start = consumed + header.Length;
        var length = (int)header.PayloadLength;
        if (input.Length - start < length)
            return NeedMore(ref input, consumed, out frame);
        var payload = input.Slice(start, length);
        Masking.Apply(payload.Span, header.MaskingKey, out _);
        if (header.Opcode == Opcode.Close)
            ReadClose(payload.Span);
        frame = new Frame(header.Opcode switch
        {
            Opcode.Ping => FrameKind.Ping,
            Opcode.Pong => FrameKind.Pong,
            _ => FrameKind.Close,
        }, payload);
        input = input[(start + length)..];
        return true;
    }

    private void Begin(in FrameHeader header)
    {
        // RFC 6455 10.4: a message has a limit. Empty fragments never reach the one in bytes.
        if (--_fragmentsLeft < 0)
            throw Violation.TooManyFragments(_limits.MessageFragments);
        // RFC 6455 5.4: a continuation frame has the type of the message it continues.
        if (header.Opcode != Opcode.Continuation)
        {
            _kind = header.Opcode == Opcode.Text ? FrameKind.Text : FrameKind.Binary;
            _hasRsv1 = header.HasRsv1;
            if (_hasRsv1)
                _room = long.MaxValue;
        }
        _remaining = header.PayloadLength;
        _maskingKey = header.MaskingKey;
        _isFinal = header.IsFinal;
        _inMessage = !header.IsFinal;
        _room -= header.PayloadLength;
    }

    // The next bytes of the frame's payload; tells whether they complete the message.
    private bool Take(Span<byte> payload)
    {
        _maskingKey = Masking.Apply(payload, _maskingKey, out var isAscii);
        _remaining -= payload.Length;
        var endOfMessage = _isFinal && _remaining == 0;
        // RFC 6455 8.1: text MUST be UTF-8; a code point may straddle fragments (5.6), but not the end of the message.
        if (_kind == FrameKind.Text && !_hasRsv1 && !(isAscii && _utf8.IsComplete) && !(_utf8.Accepts(payload) && (_utf8.IsComplete || !endOfMessage)))
            throw Violation.NotUtf8("text");
        if (endOfMessage)
            (_room, _fragmentsLeft) = (_limits.MessageBytes, _limits.MessageFragments);
        return endOfMessage;
    }

    // Checks the payload, and puts the code in the terms of the ports.
    private readonly void ReadClose(Span<byte> payload)
    {
        if (payload.IsEmpty)
            return;
        // RFC 6455 5.5.1: if there is a body, its first two bytes MUST be the code.
        if (payload.Length < sizeof(ushort))
            throw Violation.Protocol("a close frame with half a code");
        var code = BinaryPrimitives.ReadUInt16BigEndian(payload);
        if (CloseCodes.Read(code, _version) is not { } meaning)
            throw Violation.Protocol($"the close code {code}, which may not stand in a frame");
        BinaryPrimitives.WriteUInt16BigEndian(payload, meaning);
        // RFC 6455 5.5.1: the reason is UTF-8.
        if (!Utf8.IsValid(payload[sizeof(ushort)..]))
            throw Violation.NotUtf8("a close reason");
    }
}
