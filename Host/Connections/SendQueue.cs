using System.Buffers;
using System.Buffers.Text;
using Abstractions;

namespace Host.Connections;

/// <summary>
/// The frames of one connection on their way out: whole encoded frames in pooled chunks, one send under way at a time. Safe from any
/// thread. An empty queue holds no memory.
/// </summary>
/// <remarks>It is its own lock, which no plugin ever sees: a lock object would be a share of what an idle connection costs.</remarks>
internal sealed partial class SendQueue(IFrameCodec codec, ITransport transport, ClosingHandshake closing, int limitBytes, bool binaryAsBase64, SendPolicy policy)
{
    // What is corked goes out at this size all the same: more gains nothing and keeps the peer waiting.
    private const int CorkBytes = 64 * 1024;

    private readonly FrameBuffer _frames = new();
    private WaitingSends? _waiting;
    private int _corks;
    private int _queuedBytes;
    private bool _flushing;
    private CloseReason? _closed;
    private TaskCompletionSource? _drained;

    /// <summary>Encoded bytes that the transport has not taken yet.</summary>
    public int QueuedBytes => Volatile.Read(ref _queuedBytes);

    /// <summary>Is told what goes out and what does not.</summary>
    public ConnectionLife? Life { get; set; }

    /// <summary>Why no more messages are taken, because the connection is closing or its peer is gone; else null.</summary>
    public CloseReason? Closed
    {
        get
        {
            lock (this)
                return _closed;
        }
    }

    /// <summary>What becomes of a message of the connection's own without room.</summary>
    public SendPolicy Policy => policy;

    /// <summary>Queues a message, waiting for room where there is none.</summary>
    public ValueTask SendAsync(Message message, CancellationToken cancellationToken)
    {
        bool flush;
        lock (this)
        {
            if (_closed is { } reason)
                return ValueTask.FromException(new ConnectionClosedException(reason));
            if (!HasRoom || _waiting is { IsEmpty: false })
            {
                WharfMetrics.SendsWaited.Add(1);
                return (_waiting ??= new WaitingSends(this)).Add(message, cancellationToken);
            }
            Encode(message);
            flush = TryStartFlush();
        }
        if (flush)
            StartFlush();
        return ValueTask.CompletedTask;
    }

    /// <summary>Tells whether a message of the kind can be sent, in its own or another form.</summary>
    public bool CanSend(MessageKind kind) =>
        codec.CanWrite(kind == MessageKind.Text ? FrameKind.Text : FrameKind.Binary) || (kind == MessageKind.Binary && binaryAsBase64 && codec.CanWrite(FrameKind.Text));

    /// <summary>Writes a message in the form in which it can be sent.</summary>
    public void Write(in Message message, IBufferWriter<byte> output)
    {
        var kind = message.Kind == MessageKind.Text ? FrameKind.Text : FrameKind.Binary;
        if (kind == FrameKind.Binary && !codec.CanWrite(kind))
            WriteAsBase64(message.Payload.Span, output);
        else
            codec.WriteFrame(new Frame(kind, message.Payload), output);
    }

    /// <summary>
    /// Takes no more messages and lets those queued go out, followed by a close frame where one is given and the revision has one.
    /// Sends that wait for room fail. Only the first call counts.
    /// </summary>
    public void Close(CloseReason reason, bool sendFrame)
    {
        bool flush;
        lock (this)
        {
            if (_closed is not null)
                return;
            _closed = reason;
            _waiting?.FailAll(reason);
            ReturnLatePong();
            if (sendFrame && codec.CanWrite(FrameKind.Close))
                EncodeClose(reason);
            flush = TryStartFlush(always: true);
        }
        if (flush)
            StartFlush();
    }

    /// <summary>Completes when everything queued was taken by the transport, or the transport has failed.</summary>
    public Task DrainAsync()
    {
        lock (this)
        {
            if (!_flushing && _frames.IsEmpty)
                return Task.CompletedTask;
            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task;
        }
    }

    /// <summary>Holds frames back, so that the answers to everything in one receive go out together. Calls nest.</summary>
    // Without the lock: who has not seen it yet sends at once, which is no harm.
    public void Cork() => Interlocked.Increment(ref _corks);

    /// <summary>Undoes one <see cref="Cork"/>; the last one sends what was held back.</summary>
    public void Uncork()
    {
        bool flush;
        lock (this)
        {
            Interlocked.Decrement(ref _corks);
            flush = TryStartFlush();
        }
        if (flush)
            StartFlush();
    }

    /// <summary>Sends what is held back now, corked or not.</summary>
    public void FlushCorked()
    {
        bool flush;
        lock (this)
            flush = TryStartFlush(always: true);
        if (flush)
            StartFlush();
    }

    private bool HasRoom => _queuedBytes < limitBytes;

    private void Encode(in Message message)
    {
        var before = _frames.Length;
        try
        {
            Write(message, _frames);
        }
        catch (Exception) when (_frames.Length != before)
        {
            // Half a frame is in the stream: whatever follows it, the peer would misread.
            Encoded(before, isData: false);
            transport.Abort();
            throw;
        }
        Encoded(before, isData: true);
        WharfMetrics.MessagesSent.Add(1);
    }

    private void Encoded(int before, bool isData)
    {
        var length = _frames.Length - before;
        _queuedBytes += length;
        _frames.EndFrame(length, isData);
    }

    private void WriteAsBase64(ReadOnlySpan<byte> payload, IBufferWriter<byte> output)
    {
        var text = ArrayPool<byte>.Shared.Rent(Base64.GetMaxEncodedToUtf8Length(payload.Length));
        try
        {
            Base64.EncodeToUtf8(payload, text, out _, out var length);
            codec.WriteFrame(new Frame(FrameKind.Text, text.AsMemory(0, length)), output);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(text);
        }
    }
}
