using System.Net;
using Host.Connections;
using Host.Listening;

namespace Host.Sockets;

/// <summary>One listening socket as one loop sees it: accepts what waits, in batches. Every loop has its own; the system wakes one of them.</summary>
internal sealed class ListeningSocket(SocketLoop loop, LoopListener listener, int descriptor, TimeProvider time) : LoopSource(loop), IDisposable
{
    // More would keep those that are open waiting.
    private const int Batch = 64;

    // Behind a proxy, and from a page that opens several, many connections come from one address: one object for all of them.
    private readonly byte[] _lastBytes = new byte[SocketAddressBytes.Length];
    private IPAddress? _last;

    private ITimer? _pause;
    private bool _isWatched;
    private bool _isEnded;

    public override void OnReady(uint events, LoopThread thread)
    {
        for (var i = 0; i < Batch && TryAccept(); i++)
        {
        }
    }

    public override void OnWork(Work work, LoopThread thread)
    {
        if ((work & Work.Begin) != 0 && !_isEnded && !_isWatched)
            _isWatched = Loop.TryAdd(descriptor, this, EventPoll.In | EventPoll.Exclusive);
        if ((work & Work.Abort) == 0)
            return;
        _isEnded = true;
        if (_isWatched)
            Loop.Remove(descriptor);
        _isWatched = false;
        listener.LetGo();
    }

    public void Dispose() => _pause?.Dispose();

    // False where there is nothing to accept for now.
    private bool TryAccept()
    {
        Span<byte> address = stackalloc byte[SocketAddressBytes.Length];
        var length = address.Length;
        var socket = Libc.accept4(descriptor, ref address[0], ref length, Libc.NonBlocking | Libc.CloseOnExec);
        if (socket < 0)
            return OnError(Libc.LastError);
        if (listener.HasRoom(socket))
            // The length is that of the whole address; of a longer one, as that of a UNIX socket may be, only the beginning is here.
            Add(socket, Read(address[..Math.Min(length, address.Length)]));
        return true;
    }

    private IPAddress? Read(Span<byte> address)
    {
        SocketAddressBytes.ClearPort(address);
        if (_last is not null && address.SequenceEqual(_lastBytes.AsSpan(0, address.Length)))
            return _last;
        address.CopyTo(_lastBytes);
        return _last = SocketAddressBytes.Read(address);
    }

    private void Add(int socket, IPAddress? remote)
    {
        var connection = new LoopConnection(Loop, listener, socket, remote);
        if (!listener.Opening(Loop).TryAdd(connection) || !Loop.TryAdd(socket, connection, EventPoll.In))
            connection.HandOver(decision: null, received: default);
    }

    private bool OnError(int error)
    {
        if (error is Libc.WouldBlock)
            return false;
        WharfMetrics.AcceptsFailed.Add(1);
        // It was that connection's own error, and it is off the backlog: the next attempt meets another one.
        if (error is Libc.ConnectionAborted or Libc.Interrupted)
            return true;
        // An error that lasts, such as that of a process without a free descriptor, is not met again and again without a pause.
        listener.OnAcceptFailed(error);
        Loop.Remove(descriptor);
        _isWatched = false;
        _pause ??= time.CreateTimer(static socket => ((ListeningSocket)socket!).Post(Work.Begin), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _pause.Change(Acceptor.Pause, Timeout.InfiniteTimeSpan);
        return false;
    }
}
