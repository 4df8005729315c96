using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Abstractions;

namespace Host.Connections;

/// <summary>
/// The frames of one connection on their way out: whole encoded frames in pooled chunks, one send under way at a time. Safe from any
/// thread. An empty queue holds no memory.
/// </summary>
internal sealed class SendQueue(IFrameCodec codec, ITransport transport, ClosingHandshake closing, int limitBytes)
{
    // One send of the transport: small enough that a slow peer shows progress, large enough that no ordinary message needs two.
    private const int SendBytes = 256 * 1024;

    // What is corked goes out at this size all the same: more gains nothing and keeps the peer waiting.
    private const int CorkBytes = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly FrameBuffer _frames = new();
    private readonly WaitingSends _waiting = new();
    private int _corks;
    private int _queuedBytes;
    private bool _flushing;
    private CloseReason? _closed;
    private byte[]? _latePong;
    private int _latePongLength;
    private TaskCompletionSource? _drained;
    private ArraySegment<byte> _chunk;
    private int _sent;
    private ValueTaskAwaiter _sending;
    private Action? _onSent;

    /// <summary>Encoded bytes that the transport has not taken yet.</summary>
    public int QueuedBytes => Volatile.Read(ref _queuedBytes);

    /// <summary>Whether no more messages are taken: the connection is closing, or its peer is gone.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_gate)
                return _closed is not null;
        }
    }

    /// <summary>Queues a message, waiting for room where there is none.</summary>
    public ValueTask SendAsync(Message message, CancellationToken cancellationToken)
    {
        bool flush;
        lock (_gate)
        {
            if (_closed is { } reason)
                throw new ConnectionClosedException(reason);
            if (!HasRoom || !_waiting.IsEmpty)
            {
                WharfMetrics.SendsWaited.Add(1);
                return _waiting.Add(message, _gate, cancellationToken);
            }
            Encode(message);
            flush = TryStartFlush();
        }
        if (flush)
            Flush();
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Queues the answer to a ping. RFC 6455 5.5.3: of several pings the most recent one may be answered alone, so a peer that pings and
    /// never reads costs one pong beyond the limit.
    /// </summary>
    public void SendPong(ReadOnlySpan<byte> payload)
    {
        bool flush;
        lock (_gate)
        {
            if (_closed is not null)
                return;
            _latePong ??= ArrayPool<byte>.Shared.Rent(ClosePayload.MaxLength);
            payload.CopyTo(_latePong);
            _latePongLength = payload.Length;
            EncodeLatePong();
            flush = TryStartFlush();
        }
        if (flush)
            Flush();
    }

    /// <summary>
    /// Takes no more messages and lets those queued go out, followed by a close frame where one is given and the revision has one.
    /// Sends that wait for room fail. Only the first call counts.
    /// </summary>
    public void Close(CloseReason reason, bool sendFrame)
    {
        bool flush;
        lock (_gate)
        {
            if (_closed is not null)
                return;
            _closed = reason;
            _waiting.FailAll(reason);
            ReturnLatePong();
            if (sendFrame && codec.CanWrite(FrameKind.Close))
                EncodeClose(reason);
            flush = TryStartFlush(always: true);
        }
        if (flush)
            Flush();
    }

    /// <summary>Completes when everything queued was taken by the transport, or the transport has failed.</summary>
    public Task DrainAsync()
    {
        lock (_gate)
        {
            if (!_flushing && _frames.IsEmpty)
                return Task.CompletedTask;
            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task;
        }
    }

    /// <summary>Holds frames back, so that the answers to everything in one receive go out together. Calls nest.</summary>
    public void Cork()
    {
        lock (_gate)
            _corks++;
    }

    /// <summary>Undoes one <see cref="Cork"/>; the last one sends what was held back.</summary>
    public void Uncork()
    {
        bool flush;
        lock (_gate)
        {
            _corks--;
            flush = TryStartFlush();
        }
        if (flush)
            Flush();
    }

    /// <summary>Sends what is held back now, corked or not.</summary>
    public void FlushCorked()
    {
        bool flush;
        lock (_gate)
            flush = TryStartFlush(always: true);
        if (flush)
            Flush();
    }

    private bool HasRoom => _queuedBytes < limitBytes;

    private void Encode(in Message message)
    {
        var kind = message.Kind == MessageKind.Text ? FrameKind.Text : FrameKind.Binary;
        Encode(new Frame(kind, message.Payload));
        WharfMetrics.MessagesSent.Add(1);
    }

    private void Encode(in Frame frame)
    {
        var before = _frames.Length;
        try
        {
            codec.WriteFrame(frame, _frames);
        }
        catch (Exception) when (_frames.Length != before)
        {
            // Half a frame is in the stream: whatever follows it, the peer would misread.
            transport.Abort();
            throw;
        }
        _queuedBytes += _frames.Length - before;
    }

    private void EncodeLatePong()
    {
        if (_latePong is null || !HasRoom)
            return;
        Encode(new Frame(FrameKind.Pong, _latePong.AsMemory(0, _latePongLength)));
        ReturnLatePong();
    }

    private void ReturnLatePong()
    {
        if (_latePong is not { } pong)
            return;
        _latePong = null;
        ArrayPool<byte>.Shared.Return(pong);
    }

    private void EncodeClose(CloseReason reason)
    {
        var payload = ArrayPool<byte>.Shared.Rent(ClosePayload.MaxLength);
        var length = ClosePayload.Write(reason, payload);
        Encode(new Frame(FrameKind.Close, payload.AsMemory(0, length)));
        ArrayPool<byte>.Shared.Return(payload);
    }

    private bool TryStartFlush(bool always = false)
    {
        if (_flushing || _frames.IsEmpty || (_corks > 0 && !always && _queuedBytes < CorkBytes))
            return false;
        return _flushing = true;
    }

    // Runs on whichever thread found something to send, and goes on where the transport completes: no task, no state machine.
    [SuppressMessage("Reliability", "CA2012", Justification = "Each send is consumed once, in TryCompleteSend.")]
    private void Flush()
    {
        while (TryTakeChunk())
        {
            try
            {
                _sending = transport.SendAsync(_chunk.AsMemory(_sent, Math.Min(SendBytes, _chunk.Count - _sent))).GetAwaiter();
            }
            catch (Exception)
            {
                Fail();
                return;
            }
            if (!_sending.IsCompleted)
            {
                _sending.UnsafeOnCompleted(_onSent ??= OnSent);
                return;
            }
            if (!TryCompleteSend())
                return;
        }
    }

    private void OnSent()
    {
        if (TryCompleteSend())
            Flush();
    }

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
        lock (_gate)
        {
            if (_closed is not null)
                closing.Extend();
            var sent = Math.Min(SendBytes, _chunk.Count - _sent);
            _sent += sent;
            _queuedBytes -= sent;
            if (_sent < _chunk.Count)
                return true;
            FrameBuffer.Return(_chunk);
            _chunk = default;
            EncodeLatePong();
            EncodeWaiting();
        }
        return true;
    }

    private void EncodeWaiting()
    {
        while (HasRoom && _waiting.TryPeek(out var message))
        {
            try
            {
                Encode(message);
                _waiting.CompleteFirst();
            }
            catch (Exception exception)
            {
                _waiting.CompleteFirst(exception);
            }
        }
    }

    private bool TryTakeChunk()
    {
        lock (_gate)
        {
            if (_chunk.Count > 0)
                return true;
            _sent = 0;
            if (_frames.TryTake(out _chunk))
                return true;
            _flushing = false;
            _drained?.TrySetResult();
            return false;
        }
    }

    // The peer is gone. Whoever reads learns it from the transport; here it is made sure that it does, and that nobody waits.
    private void Fail()
    {
        lock (_gate)
        {
            _closed ??= new CloseReason(CloseCode.AbnormalClosure);
            _waiting.FailAll(_closed.Value);
            FrameBuffer.Return(_chunk);
            _chunk = default;
            ReturnLatePong();
            _frames.Clear();
            _queuedBytes = 0;
            _flushing = false;
            _drained?.TrySetResult();
        }
        transport.Abort();
    }
}
