using System.Buffers;
using Abstractions;

namespace Host.Connections;

/// <summary>One message on its way to a group, encoded once for each kind of codec. Not safe for concurrent use.</summary>
internal sealed class SharedEncoding(ArrayPool<byte> pool)
{
    private readonly List<(object Key, SharedFrame Frame)> _encodings = [];

    public Message Message { get; private set; }

    public void Begin(in Message message) => Message = message;

    /// <summary>The message as codecs of this key write it, by the first of them. Hold it to keep it beyond <see cref="End"/>.</summary>
    public SharedFrame For(object key, SendQueue queue)
    {
        foreach (var (other, encoded) in _encodings)
        {
            if (other.Equals(key))
                return encoded;
        }
        var frame = SharedFrame.Rent(pool);
        try
        {
            queue.Write(Message, frame);
        }
        catch (Exception)
        {
            frame.Release();
            throw;
        }
        _encodings.Add((key, frame));
        return frame;
    }

    /// <summary>Forgets the message, and lets go of what it was encoded to.</summary>
    public void End()
    {
        Message = default;
        foreach (var (_, frame) in _encodings)
            frame.Release();
        _encodings.Clear();
    }
}
