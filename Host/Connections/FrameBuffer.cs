using System.Buffers;

namespace Host.Connections;

/// <summary>
/// Encoded frames in chunks, in order: small ones share a pooled chunk of the buffer's own, and a frame that others hold, too, is a chunk by
/// itself. Remembers where frames end if asked to, so that the oldest can be dropped. Not safe for concurrent use.
/// </summary>
internal sealed class FrameBuffer : IBufferWriter<byte>
{
    /// <summary>The least that a chunk of the buffer's own has room for.</summary>
    public const int ChunkBytes = 4 * 1024;

    // Behind a shared frame another often follows soon, and the rest of the chunk between them is lost.
    private const int ShortChunkBytes = 1024;

    private Queue<Chunk>? _full;
    private byte[]? _chunk;
    private SharedFrame? _shared;
    private int _start;
    private int _end;
    private Queue<(int Length, bool IsData)>? _ends;
    private int _frontTaken;
    private FrameBuffer? _urgent;

    /// <summary>Bytes written and not taken.</summary>
    public int Length { get; private set; }

    public bool IsEmpty => Length == 0;

    /// <summary>The length of the chunk that <see cref="TryTake"/> is about to take; 0 where there is none.</summary>
    public int NextLength => _urgent is { IsEmpty: false } ? _urgent.NextLength : First.Length - _start;

    /// <summary>Whether the front frame was taken in part, so that nothing can be dropped for now.</summary>
    public bool IsFrontCut => _frontTaken > 0;

    private bool HasFull => _full is { Count: > 0 };

    // What is written last, to which bytes can be added unless it is shared.
    private Chunk Last => new(_chunk is null ? default : new ArraySegment<byte>(_chunk, 0, _end), _shared);

    // Its beginning may have been dropped, up to _start.
    private Chunk First => HasFull ? _full!.Peek() : Last;

    public void Advance(int count)
    {
        _end += count;
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _chunk.AsMemory(_end);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _chunk.AsSpan(_end);
    }

    /// <summary>Adds a frame without a copy, and holds it until it was sent or dropped.</summary>
    public void Append(SharedFrame frame)
    {
        if (frame.Length == 0)
            return;
        EndChunk();
        frame.Hold();
        _shared = frame;
        _chunk = frame.Bytes.Array;
        Advance(frame.Length);
    }

    /// <summary>From now on remembers where frames end. What is in the buffer already cannot be dropped.</summary>
    public void TrackFrames()
    {
        if (_ends is not null)
            return;
        _ends = new Queue<(int, bool)>();
        if (Length > 0)
            _ends.Enqueue((Length, false));
    }

    /// <summary>The bytes written last are a whole frame.</summary>
    public void EndFrame(int length, bool isData) => _ends?.Enqueue((length, isData));

    /// <summary>Drops the oldest data frame of which nothing was taken. Control frames before it are sent all the earlier.</summary>
    /// <returns>Its length, or 0 where there is none.</returns>
    public int DropOldest()
    {
        while (_frontTaken == 0 && _ends is not null && _ends.TryDequeue(out var frame))
        {
            if (frame.IsData)
            {
                Cut(frame.Length, into: null);
                Length -= frame.Length;
                return frame.Length;
            }
            Cut(frame.Length, into: _urgent ??= new FrameBuffer());
        }
        return 0;
    }

    /// <summary>Takes the oldest chunk; release it.</summary>
    public bool TryTake(out Chunk chunk)
    {
        if (_urgent is null || !_urgent.TryTake(out chunk))
        {
            if (NextLength == 0)
            {
                chunk = default;
                return false;
            }
            chunk = First.From(_start);
            ForgetFirst();
            ForgetEnds(chunk.Length);
        }
        Length -= chunk.Length;
        return true;
    }

    public void Clear()
    {
        while (TryTake(out var chunk))
            chunk.Release();
    }

    private void ForgetFirst()
    {
        _start = 0;
        if (HasFull)
            _full!.Dequeue();
        else
            ForgetLast();
    }

    private void ForgetLast()
    {
        _chunk = null;
        _shared = null;
        _end = 0;
    }

    private void ForgetEnds(int taken)
    {
        if (_ends is null)
            return;
        _frontTaken += taken;
        while (_ends.TryPeek(out var frame) && frame.Length <= _frontTaken)
        {
            _frontTaken -= frame.Length;
            _ends.Dequeue();
        }
    }

    // Removes bytes from the front: to nowhere, or to the end of another buffer.
    private void Cut(int length, FrameBuffer? into)
    {
        while (length > 0)
        {
            var first = First;
            var cut = Math.Min(length, first.Length - _start);
            into?.Write(first.Bytes.AsSpan(_start, cut));
            _start += cut;
            length -= cut;
            if (_start < first.Length)
                continue;
            first.Release();
            ForgetFirst();
        }
    }

    private void Reserve(int sizeHint)
    {
        sizeHint = Math.Max(sizeHint, 1);
        if (_chunk is not null && _shared is null && _chunk.Length - _end >= sizeHint)
            return;
        var chunkBytes = _shared is null ? ChunkBytes : ShortChunkBytes;
        EndChunk();
        _chunk = ArrayPool<byte>.Shared.Rent(Math.Max(sizeHint, chunkBytes));
    }

    // Nothing is added to the last chunk any more. One in which room was reserved and nothing written goes back.
    private void EndChunk()
    {
        if (_end > 0)
            (_full ??= new Queue<Chunk>()).Enqueue(Last);
        else
            Last.Release();
        ForgetLast();
    }
}
