using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Host.Listening;

/// <summary>The time for an opening handshake. It is up early when the server stops, which waits for the connections it has.</summary>
internal sealed class HandshakeDeadline : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationToken _stopping;
    private readonly CancellationTokenRegistration _registration;

    public HandshakeDeadline(ConnectionContext context, int seconds, TimeProvider time)
    {
        _source = new CancellationTokenSource(TimeSpan.FromSeconds(seconds), time);
        _stopping = context.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        _registration = _stopping.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
    }

    public CancellationToken Token => _source.Token;

    /// <summary>Whether the server stops.</summary>
    public bool IsStopping => _stopping.IsCancellationRequested;

    public void Dispose()
    {
        _registration.Dispose();
        _source.Dispose();
    }
}
