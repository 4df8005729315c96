using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Host.Listening;

/// <summary>The time for an opening handshake. It is up early when the server stops, which waits for the connections it has.</summary>
internal sealed class HandshakeDeadline : IDisposable
{
    private readonly HandshakesInProgress _handshakes;
    private readonly CancellationTokenSource _source;
    private readonly CancellationToken _stopping;
    private readonly CancellationTokenRegistration _registration;
    private bool _isDisposed;

    public HandshakeDeadline(IFeatureCollection features, int seconds, TimeProvider time, HandshakesInProgress handshakes)
    {
        _handshakes = handshakes;
        _source = new CancellationTokenSource(TimeSpan.FromSeconds(seconds), time);
        _stopping = features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        _registration = _stopping.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
        Token = _source.Token;
    }

    public CancellationToken Token { get; }

    /// <summary>Whether the server stops.</summary>
    public bool IsStopping => _stopping.IsCancellationRequested;

    /// <summary>The handshake is over. Called by the connection's own task alone, any number of times.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _registration.Dispose();
        _source.Dispose();
        _handshakes.End();
    }
}
