namespace Host.Tests.Plugins;

/// <summary>A clock that stands still in 2001, so that nobody takes it for the system's.</summary>
internal sealed class FixedTime : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => new(2001, 2, 3, 4, 5, 6, TimeSpan.Zero);
}
