using Host.Connections;

namespace Host.Tests.Connections;

/// <summary>A transport that keeps what is sent, and sends as slowly as a test wants.</summary>
internal sealed class MemoryTransport : ITransport
{
    private readonly Lock _gate = new();
    private readonly List<byte> _sent = [];
    private TaskCompletionSource? _blocked;

    /// <summary>Everything the transport has taken.</summary>
    public byte[] Sent
    {
        get
        {
            lock (_gate)
                return [.. _sent];
        }
    }

    /// <summary>How many sends there were.</summary>
    public int Sends { get; private set; }

    /// <summary>Whether what is sent is kept; a test that counts memory does not want that.</summary>
    public bool KeepsSent { get; init; } = true;

    public bool IsAborted { get; private set; }

    public int Wakes { get; private set; }

    /// <summary>Cancelled when the transport is to have seen the end of the stream.</summary>
    public CancellationTokenSource Stream { get; } = new();

    public CancellationToken Closed => Stream.Token;

    public bool KeepsAlive { get; private set; }

    public void EnableKeepAlive() => KeepsAlive = true;

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
        {
            if (IsAborted)
                throw new IOException("The peer is gone.");
            Sends++;
            if (KeepsSent)
                _sent.AddRange(bytes.Span);
            return _blocked is null ? ValueTask.CompletedTask : new ValueTask(_blocked.Task);
        }
    }

    /// <summary>From now on no send completes.</summary>
    public void Block()
    {
        lock (_gate)
            _blocked = new TaskCompletionSource();
    }

    /// <summary>Completes the send under way, and all later ones at once.</summary>
    public void Unblock()
    {
        TaskCompletionSource? blocked;
        lock (_gate)
            (blocked, _blocked) = (_blocked, null);
        blocked?.SetResult();
    }

    /// <summary>Completes the send under way; the next one blocks again.</summary>
    public void UnblockOne()
    {
        TaskCompletionSource? blocked;
        lock (_gate)
            (blocked, _blocked) = (_blocked, new TaskCompletionSource());
        blocked?.SetResult();
    }

    public bool TryEndSending() => true;

    public void WakeReader() => Wakes++;

    public void Abort()
    {
        TaskCompletionSource? blocked;
        lock (_gate)
        {
            IsAborted = true;
            (blocked, _blocked) = (_blocked, null);
        }
        blocked?.TrySetException(new IOException("The connection was aborted."));
    }
}
