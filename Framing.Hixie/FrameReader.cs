using Abstractions;

namespace Framing.Hixie;

/// <summary>Takes a client's frames from received bytes (hybi-00 5.3): all the state of reading, and none of writing. A field of its codec, never copied.</summary>
public struct FrameReader
{
    private readonly int _limit;
    private readonly HixieRevision _revision;

    private State _state;

    // The first byte of the frame whose length is arriving.
    private byte _type;

    // Of that frame: the length so far, then how many of its bytes are to come. Of a frame without a length: how many it has so far.
    private long _length;

    // How many bytes in front of the input are known to be text: it may take many calls to hand them over.
    private int _scanned;

    /// <summary>Makes a reader for one connection.</summary>
    /// <param name="revision">The revision that the client speaks.</param>
    /// <param name="limits">What the client may send.</param>
    public FrameReader(HixieRevision revision, in CodecLimits limits)
    {
        _revision = revision;
        _limit = limits.MessageBytes;
    }

    private enum State
    {
        BetweenFrames,
        Text,
        DiscardedToEnd,
        Length,
        DiscardedByLength,
    }

    /// <summary>Whether a frame has begun and its end has not come: see <see cref="IFrameCodec.IsInFrame"/>.</summary>
    public readonly bool IsInFrame => _state != State.BetweenFrames;

    /// <summary>Takes the next frame or piece of a text: see <see cref="IFrameCodec.TryReadFrame"/>, whose contract this keeps.</summary>
    /// <param name="input">The received bytes; what was used is cut off in front.</param>
    /// <param name="frame">The frame or piece. Its payload lies in <paramref name="input"/>, but for what takes the place of bytes that are not UTF-8.</param>
    /// <returns>False when more bytes are needed.</returns>
    /// <exception cref="ProtocolException">The client sent too much.</exception>
    public bool TryRead(ref Memory<byte> input, out Frame frame)
    {
        while (!input.IsEmpty)
        {
            switch (_state)
            {
                case State.BetweenFrames:
                    Begin(input.Span[0]);
                    input = input[1..];
                    break;
                case State.Text:
                    return TryReadText(ref input, out frame);
                case State.DiscardedToEnd:
                    DiscardToEnd(ref input);
                    break;
                case State.Length:
                    if (TryReadClose(ref input, out frame))
                        return true;
                    break;
                case State.DiscardedByLength:
                    DiscardByLength(ref input);
                    break;
            }
        }
        frame = default;
        return false;
    }

    private void Begin(byte type)
    {
        _type = type;
        _length = 0;
        _state = (type & FrameType.LengthBit) != 0 ? State.Length
            : type == FrameType.Text ? State.Text
            : State.DiscardedToEnd;
    }

    private bool TryReadText(ref Memory<byte> input, out Frame frame)
    {
        var text = input.Span;
        var scanned = Math.Min(_scanned, text.Length);
        var end = text[scanned..].IndexOf(FrameType.End);
        var isWhole = end >= 0;
        if (isWhole)
            text = text[..(scanned + end)];
        _scanned = text.Length;
        // A code point that may still become valid is left in front of the next bytes.
        var ready = isWhole ? text : text[..^Utf8Text.UnfinishedLength(text)];
        if (ready.IsEmpty && !isWhole)
        {
            frame = default;
            return false;
        }

        var used = Utf8Text.ValidLength(ready);
        ReadOnlyMemory<byte> payload = input[..used];
        if (used == 0 && !ready.IsEmpty)
        {
            // hybi-00 5.3 step 3: bytes that are not valid UTF-8 are to be replaced by U+FFFD.
            used = Utf8Text.InvalidLength(ready);
            payload = Utf8Text.Replacement;
        }
        Count(payload.Length, "a text");
        var endOfMessage = isWhole && used == ready.Length;
        frame = new Frame(FrameKind.Text, payload, endOfMessage);
        input = input[(endOfMessage ? used + 1 : used)..];
        _scanned -= used;
        if (endOfMessage)
            _state = State.BetweenFrames;
        return true;
    }

    // hybi-00 5.3 step 3: a frame of another type without a length is read like text, and discarded.
    private void DiscardToEnd(ref Memory<byte> input)
    {
        var end = input.Span.IndexOf(FrameType.End);
        Count(end < 0 ? input.Length : end, "a frame without a meaning");
        if (end >= 0)
            _state = State.BetweenFrames;
        input = end < 0 ? default : input[(end + 1)..];
    }

    // The length has seven bits in each byte, the most significant ones first; the last byte has its high bit clear.
    private bool TryReadClose(ref Memory<byte> input, out Frame frame)
    {
        frame = default;
        var octet = input.Span[0];
        input = input[1..];
        _length = (_length << 7) | (uint)(octet & ~FrameType.LengthBit);
        // With each byte: otherwise the length itself could grow out of its bounds.
        if (_length > _limit)
            throw Violation.TooBig("a frame with a length", _limit);
        if ((octet & FrameType.LengthBit) != 0)
            return false;
        _state = _length == 0 ? State.BetweenFrames : State.DiscardedByLength;
        // hybi-00 5.3 step 3: type 0xFF and length 0 is the start of, or the answer to, the closing handshake. Hixie-75 has none.
        if (_type != FrameType.Close || _length > 0 || _revision == HixieRevision.Hixie75)
            return false;
        frame = new Frame(FrameKind.Close, default);
        return true;
    }

    private void DiscardByLength(ref Memory<byte> input)
    {
        var length = (int)Math.Min(_length, input.Length);
        _length -= length;
        if (_length == 0)
            _state = State.BetweenFrames;
        input = input[length..];
    }

    private void Count(int bytes, string what)
    {
        _length += bytes;
        if (_length > _limit)
            throw Violation.TooBig(what, _limit);
    }
}
