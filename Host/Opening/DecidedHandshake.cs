using Abstractions;
using Host.Plugins;

namespace Host.Opening;

/// <summary>An accepted opening handshake. Whoever gets it disposes of it after the connection, or when there is to be none.</summary>
/// <param name="Request">The request as the client made it, seen through trusted proxies.</param>
/// <param name="Handshake">What adapter and client agreed on.</param>
/// <param name="Adapter">The adapter that accepted.</param>
/// <param name="Route">The route it was accepted for.</param>
/// <param name="Lease">Keeps the plugins of both loaded.</param>
internal sealed record DecidedHandshake(HandshakeRequest Request, AcceptedHandshake Handshake, IProtocolAdapter Adapter, Route? Route, PluginLease Lease) : IDisposable
{
    private int _isDisposed;

    /// <summary>The route it was accepted for; null when the connection has its handler, which may change.</summary>
    public Route? Route { get; private set; } = Route;

    /// <summary>Leaves the lease to a connection, which gives it back, and keeps nothing of the handler's plugin.</summary>
    public void Leave()
    {
        _isDisposed = 1;
        Route = null;
    }

    /// <summary>Lets the plugins go.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            Lease.Release();
    }
}
