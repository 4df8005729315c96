using System.Buffers;
using Microsoft.Extensions.ObjectPool;

namespace Host.Connections;

/// <summary>
/// An encoded message in pooled memory, from which many queues send. It counts who holds it: the last one to let go gives memory and object
/// back. Written by one thread before others hold it; after that safe from any thread.
/// </summary>
internal sealed class SharedFrame : IBufferWriter<byte>
{
    private const int LeastBytes = 256;

    // As many as wait in a full queue of ordinary size; an unused one is a few words.
    private static readonly ObjectPool<SharedFrame> Unused = new DefaultObjectPool<SharedFrame>(new DefaultPooledObjectPolicy<SharedFrame>(), maximumRetained: 1024);

    private ArrayPool<byte> _pool = ArrayPool<byte>.Shared;
    private byte[] _array = [];
    private int _holders;

    /// <summary>How many have not let go yet.</summary>
    public int Holders => Volatile.Read(ref _holders);

    /// <summary>What was written. Not to be looked at by one who does not hold the frame.</summary>
    public ArraySegment<byte> Bytes => new(_array, 0, Length);

    /// <summary>In bytes.</summary>
    public int Length { get; private set; }

    /// <summary>An empty frame, held by the caller.</summary>
    public static SharedFrame Rent(ArrayPool<byte> pool)
    {
        var frame = Unused.Get();
        frame._pool = pool;
        frame._holders = 1;
        return frame;
    }

    /// <summary>Counts one more holder. Only for one who holds the frame, or is called by one.</summary>
    public void Hold() => Interlocked.Increment(ref _holders);

    /// <summary>Lets go, once for the rent and once for each <see cref="Hold"/>.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) != 0)
            return;
        if (_array.Length > 0)
            _pool.Return(_array);
        _array = [];
        Length = 0;
        Unused.Return(this);
    }

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _array.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _array.AsSpan(Length);
    }

    private void Reserve(int sizeHint)
    {
        sizeHint = Math.Max(sizeHint, 1);
        if (_array.Length - Length >= sizeHint)
            return;
        var larger = _pool.Rent(Math.Max(checked(Length + sizeHint), Math.Max(LeastBytes, (int)Math.Min(2L * Length, Array.MaxLength))));
        Bytes.CopyTo(larger);
        if (_array.Length > 0)
            _pool.Return(_array);
        _array = larger;
    }
}
