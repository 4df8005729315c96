using Abstractions;

namespace Host.Connections;

/// <summary>
/// Whether a connection is alive: when bytes last came or went, whether a sign of life was asked for, since when nothing could be sent, since
/// when a frame is arriving, since when it is closing, and since when the handler is in one call. Looked at when the clock says it is due, in whole
/// seconds.
/// </summary>
internal sealed partial class ConnectionLife(Connection connection)
{
    private const int NoCall = -1;
    private const int NoFrame = -1;
    private const int NoSend = -1;

    private int _lastSign = connection.Services.Clock.Now;
    private int _blockedSince = NoSend;
    private int _takenInParts;
    private int _callSince = NoCall;
    private int _frameSince = NoFrame;
    private int _asked;
    private int _pingLeft;
    private Question _question;
    private volatile bool _inCall;
    private volatile bool _isReported;
    private volatile bool _hasConnectionEnded;

    /// <summary>Whether a call has not returned yet.</summary>
    public bool IsInCall => _inCall;

    /// <summary>Where the connection stands in the clock's wheel; the clock's own.</summary>
    public int Index { get; set; } = -1;

    /// <summary>When it is due; the clock's own.</summary>
    public int Due { get; set; }

    /// <summary>Whether it is off the clock for good; the clock's own.</summary>
    public bool HasEnded { get; set; }

    private ConnectionServices Services => connection.Services;

    private IFrameCodec Codec => connection.Codec;

    private bool HasPing => Services.KeepAlive.PingSeconds > 0 && Codec.PeerAnswers && Codec.CanWrite(FrameKind.Ping);

    private bool HasHeartbeat => Services.KeepAlive.HeartbeatSeconds > 0 && !Codec.PeerAnswers && Codec.CanWrite(FrameKind.Ping);

    public void Begin()
    {
        _asked = Services.Clock.Now;
        Volatile.Write(ref _lastSign, _asked);
        Services.Clock.Add(this, NextDue(_asked));
    }

    /// <summary>The connection has ended. Its handler is looked at until it has finished, or was reported.</summary>
    public void OnConnectionEnded() => _hasConnectionEnded = true;

    /// <summary>The handler has finished, too.</summary>
    public void End() => End(OfHandler);

    /// <summary>Bytes have come, whatever they are.</summary>
    public void OnReceived() => Volatile.Write(ref _lastSign, Services.Clock.Now);

    /// <summary>A frame is arriving; its time begins, or goes on.</summary>
    public void OnFrameUnfinished()
    {
        if (_frameSince != NoFrame)
            return;
        var now = Services.Clock.Now;
        Volatile.Write(ref _frameSince, now);
        Services.Clock.Add(this, FrameDue(now));
    }

    public void OnFrameEnded() => Volatile.Write(ref _frameSince, NoFrame);

    /// <summary>The transport takes nothing for now.</summary>
    public void OnSendBlocked()
    {
        Volatile.Write(ref _takenInParts, connection.TakenInParts);
        Volatile.Write(ref _blockedSince, Services.Clock.Now);
        Services.Clock.Add(this, Services.Clock.Now + Services.Limits.SendSeconds);
    }

    /// <summary>It has taken what it did not before. So the peer has read, which is life: a transfer in either direction is.</summary>
    public void OnSendUnblocked()
    {
        Volatile.Write(ref _blockedSince, NoSend);
        OnReceived();
    }

    public void OnCallBegun()
    {
        _inCall = true;
        Volatile.Write(ref _callSince, Services.Clock.Now);
    }

    /// <summary>The call goes on after it has returned.</summary>
    public void OnCallPending()
    {
        _inCall = false;
        Services.Clock.Add(this, Services.Clock.Now + Services.Callbacks.CallbackSeconds);
    }

    public void OnCallEnded()
    {
        _inCall = false;
        Volatile.Write(ref _callSince, NoCall);
    }

    /// <summary>Looking failed, which nothing accounts for.</summary>
    public void OnUnwatchable(Exception exception) => connection.OnUnwatchable(exception);

    /// <summary>Looks, and does what is to be done.</summary>
    /// <returns>When to look again.</returns>
    public int OnDue(int now)
    {
        var callSince = Volatile.Read(ref _callSince);
        if (callSince != NoCall && now - callSince >= Services.Callbacks.CallbackSeconds)
        {
            Volatile.Write(ref _callSince, NoCall);
            _isReported = true;
            connection.OnCallTooLong(now - callSince);
        }
        // A handler that never returns would be in the clock for ever, and its connection in memory.
        if (_isReported && _hasConnectionEnded)
            End();
        if (IsCloseOverdue(now))
            OnCloseTooLong();
        // One that closes, or was dropped, is not asked again.
        if (connection.IsClosing || !connection.IsReading)
            return Math.Min(CallDue(now), CloseDue());
        var frameSince = Volatile.Read(ref _frameSince);
        if (frameSince != NoFrame && now >= FrameDue(frameSince))
            connection.OnFrameTooSlow(Services.Limits.FrameSeconds);
        else if (IsSendStuck(now))
        {
            WharfMetrics.SendsTimedOut.Add(1);
            connection.Drop($"nothing could be sent for {Services.Limits.SendSeconds} s");
        }
        else if (HasPing)
        {
            AskForSign(now);
        }
        else if (Services.KeepAlive.IdleSeconds > 0 && !IsDeaf && now - Volatile.Read(ref _lastSign) >= Services.KeepAlive.IdleSeconds)
        {
            WharfMetrics.KeepAliveTimedOut.Add(1);
            connection.Close(new CloseReason(CloseCode.GoingAway, "idle"), failed: false);
        }
        else if (HasHeartbeat && now - _asked >= Services.KeepAlive.HeartbeatSeconds)
        {
            connection.SendPing();
            _asked = now;
        }
        return NextDue(now);
    }

    // What is queued says nothing: it may be on its way to a transport that takes it.
    private bool IsSendStuck(int now)
    {
        var since = Volatile.Read(ref _blockedSince);
        if (since == NoSend)
            return false;
        var taken = connection.TakenInParts;
        if (Interlocked.Exchange(ref _takenInParts, taken) == taken)
            return now - since >= Services.Limits.SendSeconds;
        Volatile.Write(ref _lastSign, now);
        // Unless it has left altogether meanwhile.
        Interlocked.CompareExchange(ref _blockedSince, now, since);
        return false;
    }

    private void AskForSign(int now)
    {
        var lastSign = Volatile.Read(ref _lastSign);
        if (IsDeaf || (_question != Question.None && lastSign >= _asked))
            _question = Question.None;
        switch (_question)
        {
            case Question.None when now - lastSign >= Services.KeepAlive.PingSeconds && !IsDeaf:
                connection.SendPing();
                _asked = now;
                _question = Question.Queued;
                break;
            // The time begins when the ping has left: behind a large message that may take a while.
            case Question.Queued when connection.QueuedBytes == 0:
                _question = Question.Left;
                _pingLeft = now;
                break;
            case Question.Left when now - _pingLeft >= Services.KeepAlive.TimeoutSeconds:
                WharfMetrics.KeepAliveTimedOut.Add(1);
                connection.Drop($"no sign of life for {Services.KeepAlive.TimeoutSeconds} s after a ping");
                break;
        }
    }

    // It began within the second, so a second more makes sure that the time is over.
    private int FrameDue(int since) => since + Services.Limits.FrameSeconds + 1;

    // While reading waits for the handler, or the handler blocks the thread that reads, no sign of life can be seen, so none is asked for.
    private bool IsDeaf => _inCall || connection.IsPaused;

    private int CallDue(int now)
    {
        var callSince = Volatile.Read(ref _callSince);
        return (callSince == NoCall ? now : callSince) + Services.Callbacks.CallbackSeconds;
    }

    private int NextDue(int now)
    {
        var next = Math.Min(CallDue(now), CloseDue());
        if (Volatile.Read(ref _frameSince) is not NoFrame and var frameSince)
            next = Math.Min(next, FrameDue(frameSince));
        if (Volatile.Read(ref _blockedSince) is not NoSend and var blockedSince)
            next = Math.Min(next, blockedSince + Services.Limits.SendSeconds);
        if (HasPing)
            next = Math.Min(next, _question == Question.None ? Volatile.Read(ref _lastSign) + Services.KeepAlive.PingSeconds : now + 1);
        else if (Services.KeepAlive.IdleSeconds > 0)
            next = Math.Min(next, Volatile.Read(ref _lastSign) + Services.KeepAlive.IdleSeconds);
        if (HasHeartbeat)
            next = Math.Min(next, _asked + Services.KeepAlive.HeartbeatSeconds);
        return next;
    }

    private enum Question
    {
        None,
        Queued,
        Left,
    }
}
