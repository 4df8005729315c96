using Host.Configuration;
using Host.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Host.Listening;

/// <summary>The opening handshakes in progress: <c>Limits:Handshakes</c> of them, each with its time limit. Safe from any thread.</summary>
internal sealed class HandshakesInProgress(Replaceable<Limits> limits, TimeProvider time)
{
    private int _count;

    /// <summary>Begins one, which ends with the deadline's disposal. Null where there are too many.</summary>
    /// <param name="features">Those of the connection.</param>
    public HandshakeDeadline? TryBegin(IFeatureCollection features)
    {
        var current = limits.Current;
        if (Interlocked.Increment(ref _count) <= current.Handshakes)
            return new HandshakeDeadline(features, current.HandshakeSeconds, time, this);
        End();
        WharfMetrics.BeyondLimit("handshakes");
        return null;
    }

    /// <summary>For the deadline: its handshake is over, one way or the other.</summary>
    public void End() => Interlocked.Decrement(ref _count);
}
