using Host.Listening;

namespace Host.Sockets;

/// <content>
/// The end. RFC 6455 7.1.1: the server ends TCP first, and a reset must not overtake what it sent: what the peer still sends is read and dropped.
/// </content>
internal sealed partial class LoopConnection
{
    private Task _handlerFinished = Task.CompletedTask;
    private bool _hasPeerEnded;

    public bool TryEndSending()
    {
        _ = Libc.shutdown(_descriptor, Libc.ShutdownWrite);
        return true;
    }

    // Nothing more is read: the stream has ended, or a close frame came, or the connection was failed.
    private void End()
    {
        if (_stage != Stage.Open)
            return;
        _stage = Stage.Draining;
        _unread = null;
        var drained = _connection!.EndAsync(out _handlerFinished);
        if (drained.IsCompleted)
        {
            EndSending();
            return;
        }
        // An error or the end of both directions is told all the same.
        ChangeInterest(add: 0, remove: EventPoll.In | EventPoll.PeerHangUp);
        drained.ContinueWith(static (_, connection) => ((LoopConnection)connection!).Post(Work.Drained), this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void EndSending()
    {
        // What the peer has reset cannot be ended.
        if (_isAborted || _hasPeerEnded || Libc.shutdown(_descriptor, Libc.ShutdownWrite) != 0)
        {
            EndTransport();
            return;
        }
        _stage = Stage.Lingering;
        ChangeInterest(add: EventPoll.In, remove: EventPoll.PeerHangUp);
    }

    private void Linger(uint events, LoopThread thread)
    {
        if ((events & EventPoll.Error) != 0)
        {
            EndTransport();
            return;
        }
        var length = Libc.recv(_descriptor, ref thread.Buffer[0], thread.Buffer.Length, Libc.DontWait);
        if (length == 0 || (length < 0 && Libc.LastError is not (Libc.WouldBlock or Libc.Interrupted)))
            EndTransport();
    }

    // While the rest is sent, that is all there is to learn of it.
    private void OnPeerGone()
    {
        _hasPeerEnded = true;
        Unwatch();
        FailSend();
    }

    private void OnAbort()
    {
        if (_stage == Stage.Open)
            End();
        FailSend();
        if (_stage == Stage.Lingering)
            EndTransport();
    }

    private void EndTransport()
    {
        Close();
        _connection!.Ended(isTransportEnded: true);
        ConnectionSetup.End(_connection);
        Finish(_handlerFinished);
    }

    private void Close()
    {
        lock (Loop.Watching)
            _stage = Stage.Ended;
        Loop.Forget(_descriptor);
        if (_isAborted)
        {
            // A reset, so that the peer does not take the end for a good one.
            ReadOnlySpan<int> lingerOnFor0Seconds = [1, 0];
            _ = Libc.setsockopt(_descriptor, Libc.SocketLevel, Libc.Linger, in lingerOnFor0Seconds[0], 2 * sizeof(int));
        }
        // The poll forgets it by itself. Where the process is just being forked the other copy may be told of for a moment, by a number that may be another's.
        _ = Libc.close(_descriptor);
    }

    private void Finish(Task handlerFinished) => _ = FinishAsync(handlerFinished);

    private async Task FinishAsync(Task handlerFinished)
    {
        try
        {
            await _listener.Door.Setup.FinishAsync(_connection!, handlerFinished, this);
        }
        finally
        {
            _listener.Loops.Finished();
        }
    }
}
