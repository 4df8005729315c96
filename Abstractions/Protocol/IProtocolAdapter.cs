namespace Abstractions;

/// <summary>
/// One wire revision of the WebSocket protocol: an opening handshake and a framing, bundled because they are chosen together
/// and kept apart because they vary independently.
/// </summary>
/// <remarks>
/// One instance serves all connections for the life of its plugin, so an implementation must be safe for concurrent use.
/// Nothing behind this port does I/O, owns a task or reads a clock: bytes in, bytes out.
/// </remarks>
public interface IProtocolAdapter
{
    /// <summary>A short lower-case name, unique among the loaded adapters, such as <c>rfc6455</c>. It appears in logs, metrics and <see cref="IConnection.Protocol"/>.</summary>
    string Name { get; }

    /// <summary>The opening handshake of this revision; stateless and shared by all connections.</summary>
    IHandshakeNegotiator Handshake { get; }

    /// <summary>Makes the codec of one connection.</summary>
    /// <param name="accepted">What this adapter's own negotiator accepted for the connection.</param>
    /// <param name="limits">The limits the codec must enforce.</param>
    IFrameCodec CreateCodec(AcceptedHandshake accepted, in CodecLimits limits);

    /// <summary>
    /// What the client sends, where it comes in requests of its own beside the one that the connection lives on; null where the connection
    /// itself carries it. An adapter that accepts at <see cref="HandshakeEntry.Http"/> must have it.
    /// </summary>
    IUpstream? Upstream => null;
}
