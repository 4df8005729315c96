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
        if (TryEnter())
            return new HandshakeDeadline(features, limits.Current.HandshakeSeconds, time, this);
        WharfMetrics.BeyondLimit("handshakes");
        return null;
    }

    /// <summary>Begins one whose time limit is the caller's; it ends with <see cref="End"/>. False where there are too many.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _count) <= limits.Current.Handshakes)
            return true;
        End();
        return false;
    }

    /// <summary>A handshake is over, one way or the other.</summary>
    public void End() => Interlocked.Decrement(ref _count);
}
