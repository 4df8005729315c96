using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Abstractions;

namespace Host.Connections;

/// <content>The way from the queue to the transport: chunk by chunk, or as many as go together, one send under way at a time.</content>
internal sealed partial class SendQueue
{
    // One send of the transport: large enough that no ordinary message needs two, and while closing, small enough that a slow peer shows progress.
    private const int SendBytes = 256 * 1024;
    private const int ClosingSendBytes = 16 * 1024;

    // Of the flush under way, and touched by it alone: a chunk, which is sent in parts if it is large, or several whole ones.
    private Chunk _chunk;
    private SendBatch? _batch;
    private int _sent;
    private int _underWay;

    // Whether the flush waits for its turn on the transport's thread, which has not tried to send yet.
    private volatile bool _isDeferred;
    private ValueTaskAwaiter _sending;
    private Action? _onSent;

    // Whether there is a flush to begin, by StartFlush when the lock is no longer held. What is to be sent is taken here already, where this thread may send.
    private bool TryStartFlush(bool always = false)
    {
        if (_flushing || _frames.IsEmpty || (_corks > 0 && !always && _queuedBytes < CorkBytes && HasRoom))
            return false;
        _flushing = true;
        _isDeferred = !transport.MaySend;
        if (!_isDeferred)
            TryTakeChunks();
        return true;
    }

    /// <summary>Sends what is queued: here, or where the transport wants it. For the thread that was told to.</summary>
    public void StartFlush()
    {
        if (transport.MaySend)
            Send();
        else
            transport.Defer();
    }

    /// <summary>Sends what is queued, on this thread, for which it was deferred.</summary>
    public void FlushDeferred()
    {
        lock (this)
        {
            // It was called before, for another reason.
            if (!_isDeferred)
                return;
            _isDeferred = false;
            if (!TryTakeChunks())
                return;
        }
        Send();
    }

    // Goes on where the transport completes: no task, no state machine.
    [SuppressMessage("Reliability", "CA2012", Justification = "Each send is consumed once, in TryCompleteSend.")]
    private void Send()
    {
        do
        {
            try
            {
                _sending = SendTaken().GetAwaiter();
            }
            catch (Exception)
            {
                Fail();
                return;
            }
            if (!_sending.IsCompleted)
            {
                Life?.OnSendBlocked();
                _sending.UnsafeOnCompleted(_onSent ??= OnSent);
                return;
            }
        }
        while (TryCompleteSend());
    }

    private ValueTask SendTaken()
    {
        if (_batch is not null)
        {
            _underWay = _batch.Length;
            return transport.SendAsync(_batch.Parts);
        }
        _underWay = Math.Min(_chunk.Length - _sent, MostBytes);
        return transport.SendAsync(_chunk.Bytes.AsMemory(_sent, _underWay));
    }

    private int MostBytes => closing.HasBegun ? ClosingSendBytes : SendBytes;

    private void OnSent()
    {
        Life?.OnSendUnblocked();
        if (TryCompleteSend())
            Send();
    }

    // Whether there is more to send, which has been taken then.
    private bool TryCompleteSend()
    {
        try
        {
            _sending.GetResult();
        }
        catch (Exception)
        {
            Fail();
            return false;
        }
        lock (this)
        {
            if (_closed is not null)
                closing.Extend();
            _sent += _underWay;
            _queuedBytes -= _underWay;
            if (_sent < _chunk.Length)
                return true;
            ReleaseTaken();
            EncodeLatePong();
            EncodeWaiting();
            return TryTakeChunks();
        }
    }

    private void EncodeWaiting()
    {
        while (HasRoom && _waiting is { } waiting && waiting.TryPeek(out var message))
        {
            try
            {
                Encode(message);
                waiting.CompleteFirst();
            }
            catch (Exception exception)
            {
                waiting.CompleteFirst(exception);
            }
        }
    }

    private bool TryTakeChunks()
    {
        _sent = 0;
        if (_frames.TryTake(out _chunk))
        {
            if (transport.MaxParts > 1)
                TakeMore();
            return true;
        }
        _flushing = false;
        _drained?.TrySetResult();
        return false;
    }

    // What is under way can no longer be dropped and makes no room before it has left: whatever the transport takes, most of a full queue stays here.
    private void TakeMore()
    {
        var room = Math.Min(MostBytes, limitBytes / 4) - _chunk.Length;
        for (var parts = 1; parts < transport.MaxParts && _frames.NextLength is > 0 and var length && length <= room; parts++)
        {
            if (_batch is null)
            {
                _batch = SendBatch.Rent();
                _batch.Add(_chunk);
                _chunk = default;
            }
            _frames.TryTake(out var next);
            _batch.Add(next);
            room -= length;
        }
    }

    private void ReleaseTaken()
    {
        _chunk.Release();
        _chunk = default;
        _batch?.Release();
        _batch = null;
    }

    // The peer is gone. Whoever reads learns it from the transport; here it is made sure that it does, and that nobody waits.
    private void Fail()
    {
        lock (this)
        {
            _closed ??= new CloseReason(CloseCode.AbnormalClosure);
            _waiting?.FailAll(_closed.Value);
            ReleaseTaken();
            ReturnLatePong();
            _frames.Clear();
            _queuedBytes = 0;
            _flushing = false;
            _drained?.TrySetResult();
        }
        transport.Abort();
    }
}
