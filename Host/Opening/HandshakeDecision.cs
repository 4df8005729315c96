using Abstractions;

namespace Host.Opening;

/// <summary>What became of an opening handshake.</summary>
/// <param name="Response">The answer to send.</param>
/// <param name="Adapter">The adapter that accepted, or null where the handshake is refused.</param>
/// <param name="Route">The route it was accepted for, or null.</param>
internal readonly record struct HandshakeDecision(HandshakeResponse Response, IProtocolAdapter? Adapter, Route? Route)
{
    public static HandshakeDecision Refused(HandshakeResponse response) => new(response, null, null);
}
