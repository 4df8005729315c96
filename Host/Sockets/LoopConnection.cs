using System.Net;
using Abstractions;
using Host.Connections;
using Host.Listening;
using Host.Opening;

namespace Host.Sockets;

/// <summary>
/// A socket that a loop serves: first its opening handshake, then the connection that comes of it. Has no task, no timer and no buffer of
/// its own while it is idle. A socket on which something else begins is handed over to Kestrel.
/// </summary>
internal sealed partial class LoopConnection : LoopSource, ITransport
{
    private readonly LoopListener _listener;
    private readonly int _descriptor;
    private IPAddress? _remote;
    private Connection? _connection;
    private Stage _stage;
    private volatile bool _isAborted;

    public LoopConnection(SocketLoop loop, LoopListener listener, int descriptor, IPAddress? remote)
        : base(loop)
    {
        _listener = listener;
        _descriptor = descriptor;
        _remote = remote;
    }

    /// <summary>Where it stands among those that are opening; the listener's own.</summary>
    public int OpeningIndex { get; set; }

    /// <summary>When its opening handshake must be over, in seconds of the connections' clock; the listener's own.</summary>
    public int OpeningDue { get; set; }

    public override void OnReady(uint events, LoopThread thread)
    {
        try
        {
            switch (_stage)
            {
                case Stage.Opening:
                    OpenHandshake(thread);
                    break;
                case Stage.Open:
                    OnOpenReady(events, thread);
                    break;
                case Stage.Draining:
                    if ((events & EventPoll.Out) != 0)
                        SendRest();
                    if ((events & (EventPoll.Error | EventPoll.HangUp)) != 0)
                        OnPeerGone();
                    break;
                case Stage.Lingering:
                    Linger(events, thread);
                    break;
            }
        }
        catch (Exception exception)
        {
            OnUnexpected(exception);
        }
    }

    public override void OnWork(Work work, LoopThread thread)
    {
        try
        {
            if (_stage == Stage.Opening && (work & Work.Expire) != 0)
                Drop();
            // A thread that was blocked in the handshake is back: the descriptor says the rest.
            if (_connection is null)
                return;
            if ((work & Work.Flush) != 0)
                _connection.FlushDeferred();
            if ((work & Work.Abort) != 0)
                OnAbort();
            if ((work & Work.Wake) != 0)
                OnWake(thread);
            if ((work & Work.Resume) != 0)
                Resume(thread);
            if ((work & Work.Drained) != 0 && _stage == Stage.Draining)
                EndSending();
        }
        catch (Exception exception)
        {
            OnUnexpected(exception);
        }
    }

    public override void OnBlocked(TimeSpan time) => _connection?.OnThreadBlocked(time);

    public void EnableKeepAlive()
    {
        var on = 1;
        _ = Libc.setsockopt(_descriptor, Libc.SocketLevel, Libc.KeepAlive, ref on, sizeof(int));
    }

    /// <summary>Never: the loop tells the connection itself.</summary>
    public CancellationToken Closed => CancellationToken.None;

    public void WakeReader() => Post(Work.Wake);

    public void Abort()
    {
        _isAborted = true;
        Post(Work.Abort);
    }

    private void OnOpenReady(uint events, LoopThread thread)
    {
        if ((events & EventPoll.Out) != 0)
            SendRest();
        if (_stage == Stage.Open && (events & ~EventPoll.Out) != 0)
            OnInput(events, thread);
    }

    // Nothing is known to get here; if something does, the handler is told of the end all the same.
    private void OnUnexpected(Exception exception)
    {
        if (_connection is null || _stage == Stage.Opening)
        {
            _listener.OnUnexpected(exception);
            if (_stage == Stage.Opening)
                DropUnanswered();
            return;
        }
        _connection.OnUnexpected(exception);
        _isAborted = true;
        OnAbort();
    }

    private enum Stage : byte
    {
        Opening,
        Open,
        Draining,
        Lingering,
        Ended,
    }
}
