using Host.Tests.Listening;

namespace Endurance.Tests;

/// <summary>One way in which a connection ends.</summary>
/// <param name="Name">The way in words.</param>
/// <param name="Run">Goes the whole way, from the TCP connection on, and returns the code that the handler must be told; null where there is no handler.</param>
internal sealed record Way(string Name, Func<Peer, Task<ushort?>> Run)
{
    /// <summary>Whether it needs the server's time to pass.</summary>
    public bool TakesTime { get; init; }

    /// <summary>Whether the client goes on after time has passed, so that time must stand still again.</summary>
    public bool GoesOn { get; init; }

    /// <summary>The doors behind which there is this way.</summary>
    public IReadOnlyList<Door> Doors { get; init; } = Enum.GetValues<Door>();

    /// <summary>The revisions in which there is this way.</summary>
    public Func<Revision, bool> Concerns { get; init; } = _ => true;

    public override string ToString() => Name;
}
