using Abstractions;
using Host.Plugins;

namespace Host.Connections;

/// <content>How the connection comes to its end, whoever begins.</content>
internal sealed partial class Connection
{
    /// <summary>Starts the closing handshake after what is queued. Only the first close of a connection counts.</summary>
    /// <param name="reason">What the close frame says.</param>
    /// <param name="failed">Whether the connection is over for this side whatever the peer answers.</param>
    /// <returns>Whether it is the first.</returns>
    public bool Close(CloseReason reason, bool failed)
    {
        // What cannot be answered has been said for good.
        if (!_closing.TryBegin(reason, failed || !Codec.PeerAnswers))
            return false;
        _sends.Close(reason, sendFrame: true);
        FireAborted();
        _dispatch.SignalRoom();
        if (!Codec.CanWrite(FrameKind.Close) || !Codec.PeerAnswers)
        {
            // Without a close frame to wait for, closing is ending the transport.
            _isReading = false;
            WakeReader();
        }
        return true;
    }

    /// <summary>The peer does not read as fast as it is sent to, and may not make anyone wait.</summary>
    /// <returns>Whether that is why the connection closes.</returns>
    public bool CloseAsTooSlow() => Close(new CloseReason(CloseCode.PolicyViolation, "too slow"), failed: true);

    /// <summary>A call to the handler threw.</summary>
    /// <returns>Whether it is the handler's fault: not, where it was interrupted by the end of the connection.</returns>
    public bool OnHandlerException(Exception exception)
    {
        if ((IsClosing || _sends.Closed is not null) && exception is ConnectionClosedException or OperationCanceledException)
            return false;
        PluginFaults.Threw(Plugins.Handler, Handler);
        ConnectionLog.HandlerFault(Services.Logger, exception, Id, Plugin);
        Close(new CloseReason(CloseCode.InternalError), failed: true);
        return true;
    }

    /// <summary>Gives the connection up without a closing handshake: whoever is gone would not answer.</summary>
    public void Drop(string why)
    {
        ConnectionLog.Dropped(Services.Logger, Id, Protocol, why);
        _isReading = false;
        _transport.Abort();
        _dispatch.SignalRoom();
    }

    /// <summary>The peer sends a frame so slowly that it may never end.</summary>
    public void OnFrameTooSlow(int seconds)
    {
        WharfMetrics.FramesTimedOut.Add(1);
        ConnectionLog.FrameTooSlow(Services.Logger, Id, Protocol, seconds);
        Close(new CloseReason(CloseCode.PolicyViolation, "frame too slow"), failed: true);
    }

    /// <summary>The peer has not ended within the time for the closing handshake.</summary>
    public void OnCloseTooLong()
    {
        WharfMetrics.ClosesTimedOut.Add(1);
        _transport.Abort();
    }

    /// <summary>There is nothing more to look at, however the connection has come to its end.</summary>
    public void LeaveClock() => _life.Leave();

    /// <summary>Ends the transport unless it has ended by then. Nothing of the connection is kept for it.</summary>
    public void AbortTransportAfter(TimeSpan time) =>
        Services.Time.CreateTimer(static transport => ((ITransport)transport!).Abort(), _transport, time, Timeout.InfiniteTimeSpan);

    /// <summary>A call of the handler has gone on for too long. Nothing can stop it, but its peer need not wait.</summary>
    public void OnCallTooLong(int seconds)
    {
        PluginFaults.TookTooLong(Plugins.Handler, Handler);
        if (IsClosing)
            ConnectionLog.CallTooLongAfterClose(Services.Logger, Id, Handler, Plugin, _dispatch.CallName, seconds);
        else
            ConnectionLog.CallTooLong(Services.Logger, Id, Handler, Plugin, _dispatch.CallName, seconds);
        _dispatch.DropWaiting();
        Fail(CloseCode.InternalError);
        // Where the connection was closing before, nobody has yet.
        _dispatch.SignalRoom();
        WakeReader();
    }

    /// <summary>The clock could not look at the connection.</summary>
    public void OnUnwatchable(Exception exception)
    {
        ConnectionLog.Unexpected(Services.Logger, exception, Id, Protocol);
        Drop("its state could not be looked at");
    }

    /// <summary>The loop of the transport met an exception that nothing accounts for.</summary>
    public void OnUnexpected(Exception exception)
    {
        ConnectionLog.Unexpected(Services.Logger, exception, Id, Protocol);
        Fail(CloseCode.InternalError);
    }

    private void Fail(ushort code)
    {
        _isReading = false;
        Close(new CloseReason(CloseCode.IsSendable(code) ? code : CloseCode.ProtocolError), failed: true);
    }

    private void OnPeerClose(CloseReason reason)
    {
        _isReading = false;
        // RFC 6455 5.5.1: an endpoint answers with a close frame unless it has sent one; the code is echoed.
        _closing.Receive(reason);
        if (_closing.OwedFrame is { } frame)
            _sends.Close(frame, sendFrame: true);
        FireAborted();
    }

    // Off this thread: what a plugin has registered on the token must not hold up, or break, the connection.
    private void FireAborted()
    {
        if (_aborted.IsCancellationRequested)
            return;
        var cancelled = _aborted.CancelAsync();
        // As it is where nothing is registered.
        if (!cancelled.IsCompletedSuccessfully)
            cancelled.ContinueWith(OnAbortedFault, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    private void OnAbortedFault(Task cancelled)
    {
        PluginFaults.Threw(Plugins.Handler, Handler);
        ConnectionLog.HandlerFault(Services.Logger, cancelled.Exception!, Id, Plugin);
    }
}
