using System.Buffers;
using Abstractions;

namespace Host.Connections;

/// <summary>One message on its way to a group, encoded once for each kind of codec. Not safe for concurrent use.</summary>
internal sealed class SharedEncoding
{
    // Room that is kept between messages.
    private const int KeptBytes = 64 * 1024;

    private readonly List<(object Key, int Start, int Length)> _encodings = [];
    private ArrayBufferWriter<byte> _bytes = new();

    public Message Message { get; private set; }

    public void Begin(in Message message) => Message = message;

    /// <summary>The message as codecs of this key write it, by the first of them.</summary>
    public ReadOnlySpan<byte> For(object key, SendQueue queue)
    {
        foreach (var (other, start, length) in _encodings)
        {
            if (other.Equals(key))
                return _bytes.WrittenSpan.Slice(start, length);
        }
        var before = _bytes.WrittenCount;
        queue.Write(Message, _bytes);
        _encodings.Add((key, before, _bytes.WrittenCount - before));
        return _bytes.WrittenSpan[before..];
    }

    /// <summary>Forgets the message.</summary>
    public void End()
    {
        Message = default;
        _encodings.Clear();
        if (_bytes.Capacity > KeptBytes)
            _bytes = new ArrayBufferWriter<byte>();
        else
            _bytes.ResetWrittenCount();
    }
}
