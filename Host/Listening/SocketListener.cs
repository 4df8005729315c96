using System.Net;
using System.Net.Sockets;
using Host.Configuration;
using Host.Connections;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace Host.Listening;

/// <summary>Kestrel's connections, from a listener that outlives every error of accepting: Kestrel's own one tries again without a pause.</summary>
internal sealed class SocketListener : IConnectionListener
{
    private readonly CancellationTokenSource _closed = new();
    private readonly Socket _socket;
    private readonly SocketConnectionContextFactory _connections;
    private readonly Acceptor _acceptor;
    private readonly OnceAMinute _log;
    private readonly ILogger _logger;
    private readonly bool _noDelay;

    public SocketListener(Socket socket, SocketConnectionContextFactory connections, bool noDelay, TimeProvider time, ILogger logger)
    {
        _socket = socket;
        _connections = connections;
        _noDelay = noDelay;
        _log = new OnceAMinute(time);
        _logger = logger;
        EndPoint = socket.LocalEndPoint!;
        _acceptor = new Acceptor(socket.AcceptAsync, EndPoint, time, logger);
    }

    public EndPoint EndPoint { get; }

    // Kestrel gives no token: it unbinds.
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await _acceptor.AcceptAsync(_closed.Token) is { } socket)
        {
            if (HasRoom(socket) && TryCreate(socket) is { } connection)
                return connection;
        }
        return null;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _closed.Cancel();
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await UnbindAsync();
        _connections.Dispose();
    }

    // POSIX: a new descriptor is the lowest that is free. So where this one is low enough, the reserve is untouched.
    private bool HasRoom(Socket socket)
    {
        var limit = DescriptorLimit.Current;
        if (socket.Handle < limit - DescriptorLimit.Reserve)
            return true;
        WharfMetrics.BeyondLimit("descriptors");
        if (_log.IsDue())
            ListeningLog.OutOfDescriptors(_logger, EndPoint, limit);
        socket.Dispose();
        return false;
    }

    private ConnectionContext? TryCreate(Socket socket)
    {
        try
        {
            if (socket.LocalEndPoint is IPEndPoint)
                socket.NoDelay = _noDelay;
            return _connections.Create(socket);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It was reset while it waited to be accepted; some systems say so only here.
            WharfMetrics.AcceptsFailed.Add(1);
            socket.Dispose();
            return null;
        }
    }
}
