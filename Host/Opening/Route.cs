using Abstractions;
using Host.Plugins;

namespace Host.Opening;

/// <summary>A path and the handler behind it.</summary>
/// <param name="Path">Exact, or everything below with a trailing <c>/*</c>.</param>
/// <param name="Handler">The handler that serves it.</param>
/// <param name="Protocols">The names of the adapters that may be used, or null for all.</param>
internal sealed record Route(string Path, HandlerRegistration Handler, IReadOnlyList<string>? Protocols)
{
    private const string Wildcard = "/*";

    /// <summary>What negotiators are told of the handler.</summary>
    public HandshakeOptions Options { get; } = new() { Subprotocols = Handler.Options.Subprotocols };

    /// <summary>What becomes of a message to a peer that does not read.</summary>
    public SendPolicy SendPolicy { get; init; } = Handler.Options.SendPolicy;

    /// <summary>On which thread the handler is called, where the operator has said; null where that is the handler's to say.</summary>
    public Dispatch? Dispatch { get; init; }

    /// <summary>The part before the wildcard, with its slash; null for an exact path.</summary>
    public string? Prefix { get; } = Path.EndsWith(Wildcard, StringComparison.Ordinal) ? Path[..^1] : null;

    public bool Allows(string protocol) => Protocols is null || Protocols.Contains(protocol, StringComparer.OrdinalIgnoreCase);
}
