using Microsoft.Extensions.Configuration;

namespace Host.Configuration;

/// <summary>How the host stops: the section <c>Shutdown</c>. docs/operating.md lists it.</summary>
internal sealed record Shutdown
{
    /// <summary>How long the host still listens and says that it is stopping, so that load balancers turn away first.</summary>
    public int ReadinessSeconds { get; init; }

    /// <summary>The time over which connections are told, evenly, so that their clients do not all come back at once.</summary>
    public int SpreadSeconds { get; init; }

    /// <summary>How long connections have to end after the last one was told. Beyond it they are cut off.</summary>
    public int DrainSeconds { get; init; } = 10;

    /// <summary>The longest that an orderly stop takes.</summary>
    public TimeSpan Total => TimeSpan.FromSeconds((long)ReadinessSeconds + SpreadSeconds + DrainSeconds);

    public static Shutdown Read(IConfiguration configuration)
    {
        var defaults = new Shutdown();
        return new Shutdown
        {
            ReadinessSeconds = configuration.ReadInt32("Shutdown:ReadinessSeconds", defaults.ReadinessSeconds, 0, 86400),
            SpreadSeconds = configuration.ReadInt32("Shutdown:SpreadSeconds", defaults.SpreadSeconds, 0, 86400),
            DrainSeconds = configuration.ReadInt32("Shutdown:DrainSeconds", defaults.DrainSeconds, 0, 86400),
        };
    }
}
