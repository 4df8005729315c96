using Microsoft.Extensions.ObjectPool;

namespace Host.Connections;

/// <summary>Whole chunks that are sent together. Pooled: only a queue with a send of several chunks under way has one.</summary>
internal sealed class SendBatch
{
    private static readonly ObjectPool<SendBatch> Unused = new DefaultObjectPool<SendBatch>(new DefaultPooledObjectPolicy<SendBatch>(), maximumRetained: 256);

    private readonly List<Chunk> _chunks = [];

    /// <summary>The bytes of each chunk, in order.</summary>
    public List<ArraySegment<byte>> Parts { get; } = [];

    /// <summary>The bytes of all chunks.</summary>
    public int Length { get; private set; }

    public static SendBatch Rent() => Unused.Get();

    public void Add(in Chunk chunk)
    {
        _chunks.Add(chunk);
        Parts.Add(chunk.Bytes);
        Length += chunk.Length;
    }

    /// <summary>Releases the chunks, and gives the batch back.</summary>
    public void Release()
    {
        foreach (var chunk in _chunks)
            chunk.Release();
        _chunks.Clear();
        Parts.Clear();
        Length = 0;
        Unused.Return(this);
    }
}
