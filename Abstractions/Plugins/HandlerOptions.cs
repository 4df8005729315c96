namespace Abstractions;

/// <summary>What a handler declares beside its name and path.</summary>
public sealed class HandlerOptions
{
    /// <summary>The subprotocols the handler speaks. The first one a client offers that is among them is agreed on.</summary>
    public IReadOnlyList<string> Subprotocols { get; init; } = [];

    /// <summary>
    /// Whether binary messages go out as base64 text on revisions that have no binary frames. Otherwise sending one there is refused.
    /// </summary>
    public bool BinaryAsBase64 { get; init; }

    /// <summary>What becomes of a message to a peer that does not read; <c>Routes:&lt;path&gt;:SendPolicy</c> in the configuration wins.</summary>
    public SendPolicy SendPolicy { get; init; }

    /// <summary>On which thread the handler is called; <c>Routes:&lt;path&gt;:Dispatch</c> in the configuration wins.</summary>
    public Dispatch Dispatch { get; init; }
}
