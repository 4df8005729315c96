using System.Buffers;
using Abstractions;
using Host.Plugins;

namespace Host.Connections;

/// <summary>
/// Calls a connection's handler: one call at a time, in order, connect first and disconnect last. While a call runs, messages wait here.
/// </summary>
/// <remarks>
/// A call that completes at once is made on the receiving thread, with the payload in place. One that does not is continued where it
/// completes, through one delegate for the life of the connection: no task and no state machine per message. Where others share the
/// receiving thread, and the handler is not to hold it, every call is made on the thread pool instead.
/// </remarks>
internal sealed partial class MessageDispatch(Connection connection, HandlerInstance handler, int readAheadBytes) : IThreadPoolWorkItem
{
    // The lock, too.
    private readonly WaitingMessages _waiting = new();
    private volatile bool _busy;
    private volatile bool _usingReceived;
    private bool _pauseUntilIdle;
    private bool _copyFirst = connection.Plugins.Handler.AsynchronousHandlers.Contains(connection.Handler);
    private volatile bool _faulted;
    private Ending? _ending;
    private bool _disconnected;
    private TaskCompletionSource? _room;

    /// <summary>Whether a call that has not completed still reads the received bytes it was given.</summary>
    public bool IsUsingReceived => _usingReceived;

    /// <summary>Whom the calls go to. Changes between two of them only.</summary>
    public HandlerInstance Handler { get; set; } = handler;

    /// <summary>Is told when calls begin and end.</summary>
    public ConnectionLife? Life { get; set; }

    /// <summary>Makes the connect call. Messages wait until it completes.</summary>
    public void Open()
    {
        _busy = true;
        if (connection.DispatchesToPool)
        {
            _toConnect = true;
            QueueTurn();
            return;
        }
        _onReceiver = true;
        if (Run(Call(Step.Connect, default), buffer: null))
            RunWaiting();
        else
            connection.FlushSends();
    }

    /// <summary>Delivers a message: now, or after the calls before it.</summary>
    /// <param name="message">The message.</param>
    /// <param name="buffer">The pooled buffer its payload lies in, which is the dispatch's from here; null where it lies in received bytes.</param>
    public void Deliver(Message message, byte[]? buffer)
    {
        WharfMetrics.MessagesReceived.Add(1);
        var toPool = connection.DispatchesToPool;
        if (buffer is null && (_busy || _copyFirst || toPool))
        {
            buffer = ArrayPool<byte>.Shared.Rent(message.Payload.Length);
            message.Payload.Span.CopyTo(buffer);
            message = new Message(message.Kind, buffer.AsMemory(0, message.Payload.Length));
        }
        if ((_busy || toPool) && TryEnqueue(message, buffer, toPool))
            return;
        _busy = true;
        _onReceiver = true;
        _usingReceived = buffer is null;
        if (Run(CallMessage(message), buffer))
        {
            _usingReceived = false;
            _busy = false;
        }
        else
        {
            CopyFirst();
            connection.FlushSends();
        }
    }

    /// <summary>Hands the connection over to another load of the handler's plugin, unless a call is under way, which does that when it returns.</summary>
    /// <remarks>Called by whoever delivers messages.</remarks>
    public void RebindIfIdle()
    {
        lock (_waiting)
        {
            if (_busy || _faulted || !connection.IsToRebind)
                return;
            _busy = true;
        }
        Begin();
    }

    /// <summary>
    /// Whether reading must wait for the handler, given the bytes of the message being put together. While the connection closes, data no
    /// longer counts, so its amount is no reason; when nothing more is read there is none.
    /// </summary>
    public bool IsFull(int assembledBytes)
    {
        if (!_busy)
            return false;
        lock (_waiting)
            return IsFullLocked(assembledBytes);
    }

    /// <summary>Lets reading wait until no call runs.</summary>
    public void PauseUntilIdle()
    {
        lock (_waiting)
            _pauseUntilIdle = _busy;
    }

    /// <summary>Completes when there may be room again; see <see cref="IsFull"/>.</summary>
    public Task WaitForRoomAsync(int assembledBytes)
    {
        lock (_waiting)
        {
            if (!IsFullLocked(assembledBytes))
                return Task.CompletedTask;
            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }

    /// <summary>Makes the disconnect call after the messages that wait; called once.</summary>
    /// <returns>Completes after the disconnect call.</returns>
    public Task FinishAsync(CloseReason reason)
    {
        var ending = new Ending(reason);
        bool idle;
        lock (_waiting)
        {
            _ending = ending;
            idle = !_busy;
            _busy = true;
        }
        if (idle)
            Begin();
        return ending.Task;
    }

    /// <summary>Lets reading look again whether it must wait.</summary>
    public void SignalRoom()
    {
        lock (_waiting)
            SignalRoomLocked();
    }

    /// <summary>The call under way is given up: the messages that wait for it, and those that still come, are not delivered any more.</summary>
    public void DropWaiting()
    {
        _faulted = true;
        lock (_waiting)
        {
            while (_waiting.TryDequeue(out _, out var buffer))
                ArrayPool<byte>.Shared.Return(buffer!);
        }
    }

    private bool IsFullLocked(int assembledBytes) =>
        _busy && connection.IsReading && (_pauseUntilIdle || (!connection.IsClosing && _waiting.Bytes + assembledBytes >= readAheadBytes));

    private bool TryEnqueue(in Message message, byte[]? buffer, bool toPool)
    {
        lock (_waiting)
        {
            if (!_busy && !toPool)
                return false;
            _waiting.Enqueue(message, buffer!);
            if (_busy)
                return true;
            _busy = true;
        }
        QueueTurn();
        return true;
    }

    // What is received stays where it is until the call completes, which on one thread for many keeps a large buffer. So every connection of the handler
    // copies first from now on, not only this one.
    private void CopyFirst()
    {
        if (_copyFirst)
            return;
        _copyFirst = true;
        connection.Plugins.Handler.AsynchronousHandlers.TryAdd(connection.Handler);
    }

    private void SignalRoomLocked()
    {
        _room?.TrySetResult();
        _room = null;
    }
}
