using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Host.Listening;

/// <summary>Kestrel's connections, from a listener that outlives every error of accepting: Kestrel's own one tries again without a pause.</summary>
internal sealed class SocketListener : IConnectionListener
{
    private readonly CancellationTokenSource _closed = new();
    private readonly Socket _socket;
    private readonly AcceptedSockets _accepted;
    private readonly Acceptor _acceptor;

    public SocketListener(Socket socket, AcceptedSockets accepted, TimeProvider time, ILogger logger)
    {
        _socket = socket;
        _accepted = accepted;
        EndPoint = socket.LocalEndPoint!;
        _acceptor = new Acceptor(socket.AcceptAsync, EndPoint, time, logger);
    }

    public EndPoint EndPoint { get; }

    // Kestrel gives no token: it unbinds.
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await _acceptor.AcceptAsync(_closed.Token) is { } socket)
        {
            if (!_accepted.HasRoom(socket.Handle, EndPoint))
                socket.Dispose();
            else if (_accepted.TryCreate(socket) is { } connection)
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
        _accepted.Dispose();
    }
}
