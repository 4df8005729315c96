using System.Net;
using System.Net.Sockets;
using Host.Configuration;
using Host.Connections;
using Host.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace Host.Listening;

/// <summary>Makes Kestrel's connections of accepted sockets. Safe from any thread.</summary>
/// <param name="connections">Makes them.</param>
/// <param name="noDelay">Whether small pieces are sent at once.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
/// <param name="contexts">Makes them on loops, where that is wanted.</param>
internal sealed class AcceptedSockets(SocketConnectionContextFactory connections, bool noDelay, TimeProvider time, ILogger logger, LoopContexts? contexts = null) : IDisposable
{
    private readonly OnceAMinute _log = new(time);
    private readonly DescriptorRoom _room = new(static () => DescriptorLimit.Current);

    /// <summary>Tells whether a new descriptor leaves enough of them for all else.</summary>
    /// <param name="descriptor">The new one.</param>
    /// <param name="endPoint">Where it was accepted, for the log.</param>
    public bool HasRoom(nint descriptor, EndPoint endPoint)
    {
        if (_room.IsEnoughAfter(descriptor))
            return true;
        WharfMetrics.BeyondLimit("descriptors");
        if (_log.IsDue())
            ListeningLog.OutOfDescriptors(logger, endPoint, _room.Limit);
        return false;
    }

    /// <summary>Makes a connection, which owns the socket from here. Null where the socket is dead already.</summary>
    public ConnectionContext? TryCreate(Socket socket)
    {
        try
        {
            if (socket.LocalEndPoint is IPEndPoint)
                socket.NoDelay = noDelay;
            return contexts is null ? connections.Create(socket) : contexts.Create(socket);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It was reset while it waited to be accepted; some systems say so only here.
            WharfMetrics.AcceptsFailed.Add(1);
            socket.Dispose();
            return null;
        }
    }

    public void Dispose()
    {
        connections.Dispose();
        contexts?.Dispose();
    }
}
