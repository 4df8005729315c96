using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Host.Configuration;
using Host.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Host.Listening;

/// <summary>Binds sockets as Kestrel's own factory does, and has the loops accept from those on which an opening handshake may come in the clear.</summary>
internal sealed class SocketListenerFactory(
    IOptions<SocketTransportOptions> options, ClearEndPoints clear, Transport transport, IServiceProvider services, TimeProvider time, ILoggerFactory loggers) : IConnectionListenerFactory
{
    private const string TransportCategory = "Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets";

    private readonly ILogger _logger = loggers.CreateLogger<SocketListenerFactory>();

    /// <exception cref="AddressInUseException">Somebody else listens there.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The listener owns the socket and the factory of its connections.")]
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var socket = Bind(endpoint);
        var connections = new SocketConnectionContextFactory(ConnectionOptions(options.Value), loggers.CreateLogger(TransportCategory));
        var isClear = clear.Contains(endpoint);
        var accepted = new AcceptedSockets(connections, options.Value.NoDelay, time, _logger, transport.HasLoops && !isClear ? CreateContexts() : null);
        return ValueTask.FromResult<IConnectionListener>(transport.HasLoops && isClear
            ? new LoopListener(socket, accepted, services.GetRequiredService<SocketLoops>(), services.GetRequiredService<LoopDoor>(), time, _logger)
            : new SocketListener(socket, accepted, time, _logger));
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "Whoever has them disposes of the pool.")]
    private LoopContexts CreateContexts() => new(
        services.GetRequiredService<SocketLoops>(), services.GetRequiredService<IMemoryPoolFactory<byte>>().Create(), options.Value.MaxReadBufferSize ?? 0);

    private Socket Bind(EndPoint endpoint)
    {
        Socket? socket = null;
        try
        {
            socket = options.Value.CreateBoundListenSocket(endpoint);
            // What is accepted by a system call of the loops' own has this from the listening socket.
            if (endpoint is IPEndPoint && OperatingSystem.IsLinux())
                socket.NoDelay = options.Value.NoDelay;
            socket.Listen(options.Value.Backlog);
            return socket;
        }
        catch (SocketException exception)
        {
            socket?.Dispose();
            // Kestrel makes of this the line that the operator reads.
            if (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
                throw new AddressInUseException(exception.Message, exception);
            throw;
        }
    }

    // The public members of these options do not carry Kestrel's pool of pinned buffers; without it every receive would allocate.
    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern SocketConnectionFactoryOptions ConnectionOptions(SocketTransportOptions options);
}
