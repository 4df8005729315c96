using System.Buffers.Binary;
using System.Text.Unicode;
using Abstractions;

namespace Adapters.Rfc6455;

/// <summary>Takes a client's frames from received bytes (RFC 6455 5): all the state of reading, and none of writing.</summary>
internal struct FrameReader(CodecLimits limits)
{
    // What is left of the message's limits after the frames whose headers have been read.
    private long _room = limits.MessageBytes;
    private int _fragmentsLeft = limits.MessageFragments;

    // Of the data frame whose payload is arriving: how much of it is to come, and the key for its next byte.
    private long _remaining;
    private uint _maskingKey;
    private bool _isFinal;

    // Of the message that the last data frame belongs to. In it: its final frame has not begun.
    private bool _inMessage;
    private FrameKind _kind;
    private Utf8Validator _utf8;

    public readonly bool IsInFrame => _remaining > 0;

    public bool TryRead(ref Memory<byte> input, out Frame frame)
    {
        var bytes = input.Span;
        var consumed = 0;
        while (_remaining == 0)
        {
            if (!FrameHeader.TryParse(bytes[consumed..], _inMessage, _room, out var header))
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

    private static bool TryReadControl(ref Memory<byte> input, int consumed, in FrameHeader header, out Frame frame)
    {
        var start = consumed + header.Length;
        var length = (int)header.PayloadLength;
        if (input.Length - start < length)
            return NeedMore(ref input, consumed, out frame);
        var payload = input.Slice(start, length);
        Masking.Apply(payload.Span, header.MaskingKey);
        if (header.Opcode == Opcode.Close)
            CheckClose(payload.Span);
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
            throw Violation.TooManyFragments(limits.MessageFragments);
        // RFC 6455 5.4: a continuation frame has the type of the message it continues.
        if (header.Opcode != Opcode.Continuation)
            _kind = header.Opcode == Opcode.Text ? FrameKind.Text : FrameKind.Binary;
        _remaining = header.PayloadLength;
        _maskingKey = header.MaskingKey;
        _isFinal = header.IsFinal;
        _inMessage = !header.IsFinal;
        _room -= header.PayloadLength;
    }

    // The next bytes of the frame's payload; tells whether they complete the message.
    private bool Take(Span<byte> payload)
    {
        _maskingKey = Masking.Apply(payload, _maskingKey);
        _remaining -= payload.Length;
        var endOfMessage = _isFinal && _remaining == 0;
        // RFC 6455 8.1: text MUST be UTF-8; a code point may straddle fragments (5.6), but not the end of the message.
        if (_kind == FrameKind.Text && !(_utf8.Accepts(payload) && (_utf8.IsComplete || !endOfMessage)))
            throw Violation.NotUtf8("text");
        if (endOfMessage)
            (_room, _fragmentsLeft) = (limits.MessageBytes, limits.MessageFragments);
        return endOfMessage;
    }

    private static void CheckClose(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty)
            return;
        // RFC 6455 5.5.1: if there is a body, its first two bytes MUST be the code.
        if (payload.Length < sizeof(ushort))
            throw Violation.Protocol("a close frame with half a code");
        var code = BinaryPrimitives.ReadUInt16BigEndian(payload);
        if (!CloseCode.IsSendable(code))
            throw Violation.Protocol($"the close code {code}, which may not stand in a frame");
        // RFC 6455 5.5.1: the reason is UTF-8.
        if (!Utf8.IsValid(payload[sizeof(ushort)..]))
            throw Violation.NotUtf8("a close reason");
    }
}
