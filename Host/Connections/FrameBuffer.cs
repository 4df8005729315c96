using System.Buffers;

namespace Host.Connections;

/// <summary>
/// Encoded frames in pooled chunks, in order; small ones share a chunk. Remembers where frames end if asked to, so that the oldest can be
/// dropped. Not safe for concurrent use.
/// </summary>
internal sealed class FrameBuffer : IBufferWriter<byte>
{
    private const int ChunkBytes = 4 * 1024;

    private Queue<ArraySegment<byte>>? _full;
    private byte[]? _chunk;
    private int _start;
    private int _end;
    private Queue<(int Length, bool IsData)>? _ends;
    private int _frontTaken;
    private FrameBuffer? _urgent;

    /// <summary>Bytes written and not taken.</summary>
    public int Length { get; private set; }

    public bool IsEmpty => Length == 0;

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

    /// <summary>Whether the front frame was taken in part, so that nothing can be dropped for now.</summary>
    public bool IsFrontCut => _frontTaken > 0;

    /// <summary>Takes the oldest chunk; give it back by <see cref="Return"/>.</summary>
    public bool TryTake(out ArraySegment<byte> chunk)
    {
        if (_urgent is not null && _urgent.TryTake(out chunk))
        {
            Length -= chunk.Count;
            return true;
        }
        if (!TryTakeFirst(out chunk))
            return false;
        Length -= chunk.Count;
        ForgetEnds(chunk.Count);
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

    private bool TryTakeFirst(out ArraySegment<byte> chunk)
    {
        if (_full is not null && _full.TryDequeue(out chunk))
        {
            // The first chunk is the one whose beginning may have been dropped.
            chunk = chunk[_start..];
            _start = 0;
            return true;
        }
        chunk = default;
        if (_end == _start)
            return false;
        chunk = new ArraySegment<byte>(_chunk!, _start, _end - _start);
        _chunk = null;
        _start = _end = 0;
        return true;
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
            var isFull = _full is not null && _full.Count > 0;
            var first = isFull ? _full!.Peek() : new ArraySegment<byte>(_chunk!, 0, _end);
            var cut = Math.Min(length, first.Count - _start);
            into?.Write(first.AsSpan(_start, cut));
            _start += cut;
            length -= cut;
            if (_start < first.Count || !isFull)
                continue;
            Return(_full!.Dequeue());
            _start = 0;
        }
    }

    private void Reserve(int sizeHint)
    {
        sizeHint = Math.Max(sizeHint, 1);
        if (_chunk is not null && _chunk.Length - _end >= sizeHint)
            return;
        var isFirst = _full is null || _full.Count == 0;
        if (_end > (isFirst ? _start : 0))
        {
            (_full ??= new Queue<ArraySegment<byte>>()).Enqueue(new ArraySegment<byte>(_chunk!, 0, _end));
        }
        else if (_chunk is not null)
        {
            ArrayPool<byte>.Shared.Return(_chunk);
            if (isFirst)
                _start = 0;
        }
        _chunk = ArrayPool<byte>.Shared.Rent(Math.Max(sizeHint, ChunkBytes));
        _end = 0;
    }
}
