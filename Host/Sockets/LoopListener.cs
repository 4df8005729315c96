using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Host.Connections;
using Host.Listening;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Host.Sockets;

/// <summary>A listening socket that all loops accept from. Kestrel gets from it the sockets on which something else than a handshake that is accepted begins.</summary>
internal sealed class LoopListener : IConnectionListener
{
    private readonly Socket _socket;
    private readonly AcceptedSockets _accepted;
    private readonly ILogger _logger;
    private readonly OnceAMinute _log;
    private readonly Channel<HandedOver> _handedOver = Channel.CreateUnbounded<HandedOver>();
    private readonly Dictionary<SocketLoop, OpeningSockets> _opening;
    private readonly List<ListeningSocket> _listening;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _watching;
    private int _isUnbound;

    public LoopListener(Socket socket, AcceptedSockets accepted, SocketLoops loops, LoopDoor door, TimeProvider time, ILogger logger)
    {
        _socket = socket;
        _accepted = accepted;
        _logger = logger;
        _log = new OnceAMinute(time);
        Loops = loops;
        Door = door;
        EndPoint = socket.LocalEndPoint!;
        _opening = loops.All.ToDictionary(loop => loop, loop => new OpeningSockets(loop, this, time));
        _listening = [.. loops.All.Select(loop => new ListeningSocket(loop, this, (int)socket.Handle, time))];
        _watching = _listening.Count;
        // Several loops are woken for one connection now and then: who comes too late must not wait for the next.
        socket.Blocking = false;
        _listening.ForEach(listening => listening.Post(Work.Begin));
        loops.Add(this);
    }

    public EndPoint EndPoint { get; }

    public SocketLoops Loops { get; }

    public LoopDoor Door { get; }

    /// <summary>The sockets of a loop whose handshake is in progress.</summary>
    public OpeningSockets Opening(SocketLoop loop) => _opening[loop];

    /// <summary>Tells whether a descriptor leaves enough of them for all else; if not, closes it.</summary>
    public bool HasRoom(int descriptor)
    {
        if (_accepted.HasRoom(descriptor, EndPoint))
            return true;
        _ = Libc.close(descriptor);
        return false;
    }

    /// <summary>Gives a socket to Kestrel.</summary>
    public void HandOver(in HandedOver socket)
    {
        if (_handedOver.Writer.TryWrite(socket))
            return;
        socket.Decision?.Release();
        _ = Libc.close(socket.Descriptor);
    }

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await _handedOver.Reader.WaitToReadAsync(cancellationToken))
        {
            while (_handedOver.Reader.TryRead(out var next))
            {
                if (TryCreate(next) is { } connection)
                    return connection;
            }
        }
        return null;
    }

    /// <summary>Nothing is accepted any more; handshakes in progress end. Completes when the listening socket is closed.</summary>
    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _isUnbound, 1) == 0)
        {
            _listening.ForEach(listening => listening.Post(Work.Abort));
            foreach (var opening in _opening.Values)
                opening.End();
            _handedOver.Writer.Complete();
        }
        return new ValueTask(_closed.Task);
    }

    public async ValueTask DisposeAsync()
    {
        await UnbindAsync();
        _accepted.Dispose();
        _listening.ForEach(listening => listening.Dispose());
        foreach (var opening in _opening.Values)
            opening.Dispose();
    }

    /// <summary>One of the loops has let go of the listening socket; the last one closes it.</summary>
    public void LetGo()
    {
        if (Interlocked.Decrement(ref _watching) != 0)
            return;
        _socket.Dispose();
        _closed.SetResult();
    }

    public void OnAcceptFailed(int error)
    {
        if (_log.IsDue())
            ListeningLog.AcceptFailed(_logger, EndPoint, new Win32Exception(error).Message);
    }

    public void OnUnexpected(Exception exception) => SocketsLog.HandshakeFailed(_logger, exception, EndPoint);

    [SuppressMessage("Reliability", "CA2000", Justification = "The socket owns the handle.")]
    private static Socket? TryOwn(int descriptor)
    {
        var handle = new SafeSocketHandle(descriptor, ownsHandle: true);
        try
        {
            return new Socket(handle);
        }
        catch (SocketException)
        {
            // It was reset meanwhile.
            WharfMetrics.AcceptsFailed.Add(1);
            handle.Dispose();
            return null;
        }
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The connection owns the socket.")]
    private ConnectionContext? TryCreate(in HandedOver next)
    {
        var connection = TryOwn(next.Descriptor) is { } socket ? _accepted.TryCreate(socket) : null;
        if (connection is not null && next.Received.Length > 0)
            connection.Transport = new ReceivedTransport(connection.Transport, next.Received);
        if (next.Decision is { } decided)
        {
            if (connection is null)
                decided.Release();
            else
                connection.Features.Set(new DecidedFirstRequest(decided));
        }
        return connection;
    }
}
