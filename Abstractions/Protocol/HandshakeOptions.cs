namespace Abstractions;

/// <summary>What the handler behind a route declares to the negotiator. Immutable.</summary>
public sealed class HandshakeOptions
{
    /// <summary>Options of a handler that declares nothing.</summary>
    public static HandshakeOptions None { get; } = new();

    /// <summary>The subprotocols the handler speaks; empty where it speaks none.</summary>
    public IReadOnlyList<string> Subprotocols { get; init; } = [];

    /// <summary>The first subprotocol offered that the handler declares, compared exactly, or null.</summary>
    public string? SelectSubprotocol(IEnumerable<string> offered)
    {
        if (Subprotocols.Count == 0)
            return null;
        foreach (var subprotocol in offered)
        {
            if (Subprotocols.Contains(subprotocol, StringComparer.Ordinal))
                return subprotocol;
        }
        return null;
    }
}
