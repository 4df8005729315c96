using System.Diagnostics.Metrics;
using Abstractions;

namespace Host.Connections;

/// <content>Messages that never wait: to groups, already encoded where the codec shares, and those of routes that do not wait.</content>
internal sealed partial class SendQueue
{
    // To copy as much takes as long as to count a holder in and out, some 10 ns each, and a part of a system call takes about that again.
    private const int GatheredBytes = 1024;

    /// <summary>From now on the oldest frames can be dropped: remembers where they end, and has them written so that none needs another.</summary>
    public void TrackFrames()
    {
        lock (this)
        {
            if (_closed is not null)
                return;
            codec.AllowDropping();
            _frames.TrackFrames();
        }
    }

    /// <summary>Queues a message of the connection's own without waiting, as <see cref="Policy"/> has it.</summary>
    public PostOutcome Post(in Message message)
    {
        bool flush;
        FlushHeldBack(message.Payload.Length);
        lock (this)
        {
            if (_closed is not null)
                return PostOutcome.Refused;
            var drops = policy == SendPolicy.DropOldest;
            if (!MakeRoom(message.Payload.Length, drops, WharfMetrics.MessagesDropped))
                return drops ? PostOutcome.Dropped : PostOutcome.TooSlow;
            Encode(message);
            flush = TryStartFlush();
        }
        if (flush)
            StartFlush();
        return PostOutcome.Queued;
    }

    /// <summary>Queues a message of a group without waiting.</summary>
    /// <param name="encoding">The message and what it was encoded to for others.</param>
    /// <param name="slowMember">What to do without room.</param>
    /// <param name="mustFlush">Whether the caller must call <see cref="StartFlush"/>.</param>
    public PostOutcome Post(SharedEncoding encoding, SlowMemberPolicy slowMember, out bool mustFlush)
    {
        mustFlush = false;
        FlushHeldBack(encoding.Message.Payload.Length);
        lock (this)
        {
            if (_closed is not null || !CanSend(encoding.Message.Kind))
                return PostOutcome.Refused;
            // Where frames end is known to one who writes them: the key is asked for here, under the lock.
            var key = codec.SharingKey;
            var frame = key is null ? null : encoding.For(key, this);
            var drops = slowMember == SlowMemberPolicy.DropOldest;
            if (!MakeRoom(frame?.Length ?? encoding.Message.Payload.Length, drops, WharfMetrics.GroupMessagesDropped))
                return drops ? PostOutcome.Dropped : PostOutcome.TooSlow;
            if (frame is null)
                Encode(encoding.Message);
            else
                Add(frame);
            mustFlush = TryStartFlush();
            return PostOutcome.Queued;
        }
    }

    private void Add(SharedFrame frame)
    {
        var before = _frames.Length;
        if (IsWorthAChunk(frame.Length))
        {
            _frames.Append(frame);
        }
        else
        {
            // In one block, as codecs write it: a frame of which a part was sent cannot be dropped, nor what is behind it.
            frame.Bytes.AsSpan().CopyTo(_frames.GetSpan(frame.Length));
            _frames.Advance(frame.Length);
        }
        Encoded(before, isData: true);
        WharfMetrics.MessagesSent.Add(1);
    }

    // What leaves alone and at once needs no memory of this queue's. Among others a small frame is cheaper to copy behind them than to count, to queue
    // and to hand over by itself; and where the transport cannot gather, each chunk is a send: only what would fill one anyway is worth that.
    private bool IsWorthAChunk(int length) =>
        length >= (transport.MaxParts > 1 ? GatheredBytes : FrameBuffer.ChunkBytes) || (_frames.IsEmpty && !_flushing && _corks == 0);

    // What is held back for the others of its receive says nothing about the peer.
    private void FlushHeldBack(int length)
    {
        if (!HasRoomFor(length))
            FlushCorked();
    }

    // Into an empty queue goes a message of any size.
    private bool HasRoomFor(int length)
    {
        var queued = QueuedBytes;
        // What waits for its turn says nothing about the peer either; there may be as much of it again.
        var limit = _isDeferred ? 2L * limitBytes : limitBytes;
        return queued == 0 || length <= limit - queued;
    }

    private bool MakeRoom(int length, bool drops, Counter<long> dropped)
    {
        while (!HasRoomFor(length))
        {
            if (!drops)
                return false;
            // With nothing left to drop only the bytes under way are before this message, and control frames: the newest is not the one to go.
            if (_frames.DropOldest() is not (> 0 and var freed))
                return !_frames.IsFrontCut;
            _queuedBytes -= freed;
            dropped.Add(1);
        }
        return true;
    }
}
