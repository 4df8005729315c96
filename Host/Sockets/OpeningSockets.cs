using Host.Connections;

namespace Host.Sockets;

/// <summary>The sockets of one listener and one loop whose opening handshake is in progress, with their time limit.</summary>
internal sealed class OpeningSockets(SocketLoop loop, LoopListener listener, TimeProvider time) : LoopSource(loop), IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    // A thread that is blocked in a call may leave beside the loop.
    private readonly Lock _gate = new();
    private readonly List<LoopConnection> _sockets = [];
    private ITimer? _timer;
    private bool _isTimed;
    private bool _isEnding;

    /// <summary>Begins the time limit. False where no more may be in progress.</summary>
    public bool TryAdd(LoopConnection socket)
    {
        var door = listener.Door;
        if (!door.Handshakes.TryEnter())
            return false;
        lock (_gate)
        {
            socket.OpeningDue = door.Clock.Now + door.Limits.Current.HandshakeSeconds;
            socket.OpeningIndex = _sockets.Count;
            _sockets.Add(socket);
            // It goes on for a second where they come and go, for to start a timer may wake a thread.
            if (!_isTimed)
                StartTimer();
        }
        return true;
    }

    /// <summary>The handshake is over, one way or the other. Called once for each that was added, and for those that were not, which is nothing.</summary>
    public void Remove(LoopConnection socket)
    {
        lock (_gate)
        {
            var index = socket.OpeningIndex;
            if (index >= _sockets.Count || _sockets[index] != socket)
                return;
            var last = _sockets[^1];
            _sockets[index] = last;
            last.OpeningIndex = index;
            _sockets.RemoveAt(_sockets.Count - 1);
        }
        listener.Door.Handshakes.End();
    }

    /// <summary>Ends all of them soon. From any thread.</summary>
    public void End()
    {
        _isEnding = true;
        Post(Work.Abort);
    }

    public override void OnWork(Work work, LoopThread thread)
    {
        var now = listener.Door.Clock.Now;
        lock (_gate)
        {
            foreach (var socket in _sockets)
            {
                // In a call of its own, for this thread may have lost the loop. With a call under way its time is the handler's, not the client's.
                if (_isEnding || now >= socket.OpeningDue)
                    socket.Post(Work.Expire);
            }
            _isTimed = false;
            if (_sockets.Count > 0)
                StartTimer();
        }
    }

    public void Dispose() => _timer?.Dispose();

    private void StartTimer()
    {
        _isTimed = true;
        _timer ??= time.CreateTimer(static sockets => ((OpeningSockets)sockets!).Post(Work.Wake), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(Second, Timeout.InfiniteTimeSpan);
    }
}
