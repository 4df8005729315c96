using Microsoft.Extensions.Configuration;

namespace Host.Configuration;

/// <summary>How a dead connection is noticed: the section <c>KeepAlive</c>.</summary>
internal sealed record KeepAlive
{
    /// <summary>The silence after which the peer is asked for a sign of life; 0 for never.</summary>
    public int PingSeconds { get; init; } = 25;

    /// <summary>The time for a sign of life after the question has left. Beyond it the connection is dropped.</summary>
    public int TimeoutSeconds { get; init; } = 20;

    /// <summary>The silence after which a connection whose revision has no ping is closed; 0 for never.</summary>
    public int IdleSeconds { get; init; }

    /// <summary>The interval of signs of life to a peer that answers none, so that nothing on the way takes the connection for dead; 0 for never.</summary>
    public int HeartbeatSeconds { get; init; } = 15;

    public static KeepAlive Read(IConfiguration configuration)
    {
        var defaults = new KeepAlive();
        return new KeepAlive
        {
            PingSeconds = configuration.ReadInt32("KeepAlive:PingSeconds", defaults.PingSeconds, 0, 3600),
            TimeoutSeconds = configuration.ReadInt32("KeepAlive:TimeoutSeconds", defaults.TimeoutSeconds, 1, 3600),
            HeartbeatSeconds = configuration.ReadInt32("KeepAlive:HeartbeatSeconds", defaults.HeartbeatSeconds, 0, 3600),
            IdleSeconds = configuration.ReadInt32("KeepAlive:IdleSeconds", defaults.IdleSeconds, 0, 86400),
        };
    }
}
