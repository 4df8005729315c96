using Abstractions;

namespace Host.Opening;

/// <summary>What became of an opening handshake.</summary>
/// <param name="Response">The answer to send.</param>
/// <param name="Accepted">What a connection needs to know, or null where the handshake is refused.</param>
internal readonly record struct HandshakeDecision(HandshakeResponse Response, DecidedHandshake? Accepted)
{
    public static HandshakeDecision Refused(HandshakeResponse response) => new(response, null);
}
