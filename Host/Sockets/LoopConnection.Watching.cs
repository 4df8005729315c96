namespace Host.Sockets;

/// <content>
/// Which events are waited for. A thread that is blocked in a call about the connection may come to change it while the loop, which is another
/// thread's by then, sends.
/// </content>
internal sealed partial class LoopConnection
{
    private uint _interest = EventPoll.In;
    private bool _isUnwatched;

    // While it is away, that of the way out only.
    private uint Watched => IsAway ? _interest & EventPoll.Out : _interest;

    public override void OnReadyWhileAway(uint events)
    {
        if ((events & EventPoll.Out) != 0)
            SendRest();
        if ((events & (EventPoll.Error | EventPoll.HangUp)) == 0)
            return;
        Unwatch();
        // The handler may be waiting for just this.
        _connection?.OnTransportClosed();
    }

    public override void OnWorkWhileAway(Work work)
    {
        if ((work & Work.Flush) != 0)
            _connection?.FlushDeferred();
        if ((work & Work.Abort) != 0)
            FailSend();
    }

    public override void OnAwayChanged()
    {
        lock (Loop.Watching)
        {
            if (_stage == Stage.Ended)
                return;
            if (_isUnwatched && !IsAway)
                WatchLocked();
            else
                Loop.Poll.Change(_descriptor, Watched);
        }
    }

    private void ChangeInterest(uint add, uint remove)
    {
        lock (Loop.Watching)
        {
            var before = _interest;
            _interest = (before & ~remove) | add;
            if (_stage == Stage.Ended || _interest == before)
                return;
            // Whoever begins to wait must learn of what was of no interest before.
            if (_isUnwatched && add != 0)
                WatchLocked();
            else
                Loop.Poll.Change(_descriptor, Watched);
        }
    }

    // The descriptor says what is not to be taken yet, and would say it at each turn.
    private void Unwatch()
    {
        lock (Loop.Watching)
        {
            if (_isUnwatched || _stage == Stage.Ended)
                return;
            _isUnwatched = true;
            Loop.Poll.Remove(_descriptor);
        }
    }

    private void WatchLocked()
    {
        _isUnwatched = false;
        Loop.Poll.TryAdd(_descriptor, Watched);
    }
}
