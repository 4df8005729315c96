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
    private bool _stopped;

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

    /// <summary>The peer's close frame has come. True when this side has yet to answer.</summary>
    public bool Receive(CloseReason reason)
    {
        lock (_gate)
        {
            _received ??= reason;
            var answer = !_hasBegun;
            Begin();
            return answer;
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

    /// <summary>Ends the time limit: TCP has ended.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            _limit?.Dispose();
            _limit = null;
        }
    }

    private void Begin()
    {
        _hasBegun = true;
        if (_limit is null && !_stopped)
            _limit = time.CreateTimer(static transport => GiveUp((ITransport)transport!), transport, TimeSpan.FromSeconds(limitSeconds), Timeout.InfiniteTimeSpan);
    }

    private static void GiveUp(ITransport transport)
    {
        WharfMetrics.ClosesTimedOut.Add(1);
        transport.Abort();
    }
}
