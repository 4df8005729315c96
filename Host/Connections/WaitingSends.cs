using Abstractions;

namespace Host.Connections;

/// <summary>Sends that wait for room, first come, first served. Guarded by the lock of the queue they wait for.</summary>
/// <param name="gate">That lock.</param>
internal sealed class WaitingSends(object gate)
{
    private readonly LinkedList<Waiter> _waiters = new();

    public bool IsEmpty => _waiters.Count == 0;

    /// <summary>Adds a send; the task completes when it was taken, failed or cancelled. Call with the lock held.</summary>
    public ValueTask Add(Message message, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        var waiter = new Waiter(message);
        var node = _waiters.AddLast(waiter);
        if (cancellationToken.CanBeCanceled)
            waiter.Cancellation = cancellationToken.UnsafeRegister(_ => Cancel(node, cancellationToken), null);
        return new ValueTask(waiter.Task);
    }

    /// <summary>The oldest send, to be encoded before <see cref="CompleteFirst"/> lets its sender reuse the payload.</summary>
    public bool TryPeek(out Message message)
    {
        message = _waiters.First?.Value.Message ?? default;
        return _waiters.First is not null;
    }

    /// <summary>Ends the oldest send: well, or with the exception.</summary>
    public void CompleteFirst(Exception? exception = null)
    {
        var waiter = _waiters.First!.Value;
        _waiters.RemoveFirst();
        waiter.Cancellation.Unregister();
        if (exception is null)
            waiter.TrySetResult();
        else
            waiter.TrySetException(exception);
    }

    /// <summary>Fails all sends with the reason the connection closed.</summary>
    public void FailAll(CloseReason reason)
    {
        foreach (var waiter in _waiters)
        {
            waiter.Cancellation.Unregister();
            waiter.TrySetException(new ConnectionClosedException(reason));
        }
        _waiters.Clear();
    }

    private void Cancel(LinkedListNode<Waiter> node, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (node.List is not null)
                _waiters.Remove(node);
        }
        node.Value.TrySetCanceled(cancellationToken);
    }

    private sealed class Waiter(Message message) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public Message Message { get; } = message;

        public CancellationTokenRegistration Cancellation { get; set; }
    }
}
