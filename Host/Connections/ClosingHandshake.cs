using Abstractions;

namespace Host.Connections;

/// <summary>
/// Who has said what of the closing handshake (RFC 6455 7.1), and the time limit on it: from its beginning, by either side, until TCP has
/// ended. Safe from any thread.
/// </summary>
internal sealed class ClosingHandshake(ITransport transport, int limitSeconds, TimeProvider time)
{
    private readonly Lock _gate = new();
    private CloseReason? _sent;
    private CloseReason? _received;
    private ITimer? _limit;
    private volatile bool _hasBegun;
    private volatile bool _stopped;

    /// <summary>Whether either side has begun, or the stream has ended.</summary>
    public bool HasBegun => _hasBegun;

    /// <summary>Whether this side has given the connection up, whatever the peer answers.</summary>
    public bool IsFailed { get; private set; }

    /// <summary>Why the connection ended, as its handler is told.</summary>
    public CloseReason Outcome
    {
        get
        {
            lock (_gate)
            {
                if (_sent is { } sent && (IsFailed || _received is not null))
                    return sent;
                return _received ?? new CloseReason(CloseCode.AbnormalClosure);
            }
        }
    }

    /// <summary>This side begins. False when either side already has.</summary>
    public bool TryBegin(CloseReason reason, bool failed)
    {
        lock (_gate)
        {
            if (_hasBegun)
                return false;
            _sent = reason;
            IsFailed = failed;
            Begin();
            return true;
        }
    }

    /// <summary>The peer's close frame has come.</summary>
    public void Receive(CloseReason reason)
    {
        lock (_gate)
        {
            _received ??= reason;
            Begin();
        }
    }

    /// <summary>
    /// The close frame that this side has to have sent: its own, or the answer to the peer's, or none. RFC 6455 5.5.1: an answer echoes the code.
    /// </summary>
    public CloseReason? OwedFrame
    {
        get
        {
            lock (_gate)
                return _sent ?? (_received is { } received ? received with { Text = "" } : null);
        }
    }

    /// <summary>The stream has ended, or nothing more is read of it.</summary>
    public void End()
    {
        lock (_gate)
            Begin();
    }

    /// <summary>Begins the time limit anew: the peer is slow, but it takes what was queued before the close frame.</summary>
    public void Extend()
    {
        lock (_gate)
            _limit?.Change(TimeSpan.FromSeconds(limitSeconds), Timeout.InfiniteTimeSpan);
    }

    /// <summary>The closing handshake is over, and with it what the time limit counts.</summary>
    /// <param name="isTransportEnded">Whether TCP has ended; if not, it still must within the time limit.</param>
    public void Stop(bool isTransportEnded)
    {
        lock (_gate)
        {
            _stopped = true;
            if (!isTransportEnded)
                return;
            _limit?.Dispose();
            _limit = null;
        }
    }

    private void Begin()
    {
        _hasBegun = true;
        if (_limit is null && !_stopped)
            _limit = time.CreateTimer(static closing => ((ClosingHandshake)closing!).GiveUp(), this, TimeSpan.FromSeconds(limitSeconds), Timeout.InfiniteTimeSpan);
    }

    private void GiveUp()
    {
        if (!_stopped)
            WharfMetrics.ClosesTimedOut.Add(1);
        transport.Abort();
    }
}
