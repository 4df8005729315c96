using System.Buffers;

namespace Host.Connections;

/// <summary>Encoded bytes in pooled chunks, in order; small frames share a chunk. Not safe for concurrent use.</summary>
internal sealed class FrameBuffer : IBufferWriter<byte>
{
    private const int ChunkBytes = 4 * 1024;

    private Queue<ArraySegment<byte>>? _full;
    private byte[]? _chunk;
    private int _used;

    /// <summary>Bytes written and not taken.</summary>
    public int Length { get; private set; }

    public bool IsEmpty => Length == 0;

    public void Advance(int count)
    {
        _used += count;
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _chunk.AsMemory(_used);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _chunk.AsSpan(_used);
    }

    /// <summary>Takes the oldest chunk; give it back by <see cref="Return"/>.</summary>
    public bool TryTake(out ArraySegment<byte> chunk)
    {
        if (_full is not null && _full.TryDequeue(out chunk))
        {
            Length -= chunk.Count;
            return true;
        }
        if (_used == 0)
        {
            chunk = default;
            return false;
        }
        chunk = new ArraySegment<byte>(_chunk!, 0, _used);
        _chunk = null;
        _used = 0;
        Length -= chunk.Count;
        return true;
    }

    public static void Return(ArraySegment<byte> chunk)
    {
        if (chunk.Array is { } array)
            ArrayPool<byte>.Shared.Return(array);
    }

    public void Clear()
    {
        while (TryTake(out var chunk))
            Return(chunk);
    }

    private void Reserve(int sizeHint)
    {
        sizeHint = Math.Max(sizeHint, 1);
        if (_chunk is not null && _chunk.Length - _used >= sizeHint)
            return;
        if (_used > 0)
            (_full ??= new Queue<ArraySegment<byte>>()).Enqueue(new ArraySegment<byte>(_chunk!, 0, _used));
        else if (_chunk is not null)
            ArrayPool<byte>.Shared.Return(_chunk);
        _chunk = ArrayPool<byte>.Shared.Rent(Math.Max(sizeHint, ChunkBytes));
        _used = 0;
    }
}
