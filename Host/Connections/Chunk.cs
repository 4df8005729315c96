using System.Buffers;

namespace Host.Connections;

/// <summary>Encoded bytes in pooled memory of the queue's own, or in a frame that others hold, too. Whoever has a chunk releases it, once.</summary>
internal readonly struct Chunk(ArraySegment<byte> bytes, SharedFrame? frame)
{
    public ArraySegment<byte> Bytes => bytes;

    public int Length => bytes.Count;

    /// <summary>The chunk without its first bytes, in place of it.</summary>
    public Chunk From(int start) => new(bytes[start..], frame);

    public void Release()
    {
        if (frame is not null)
            frame.Release();
        else if (bytes.Array is { } array)
            ArrayPool<byte>.Shared.Return(array);
    }
}
