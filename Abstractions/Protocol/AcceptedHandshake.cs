namespace Abstractions;

/// <summary>What an opening handshake agreed on. Immutable.</summary>
public sealed class AcceptedHandshake
{
    /// <summary>The subprotocol chosen, or null.</summary>
    public string? Subprotocol { get; init; }

    /// <summary>The extensions agreed on as they were answered, or null.</summary>
    public string? Extensions { get; init; }

    /// <summary>Whatever the negotiator wants its adapter's codec to know; the host never looks at it.</summary>
    public object? CodecState { get; init; }
}
