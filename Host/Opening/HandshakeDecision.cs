using Abstractions;

namespace Host.Opening;

/// <summary>What became of an opening handshake.</summary>
/// <param name="Response">The answer to send.</param>
/// <param name="Accepted">What a connection needs to know, or null where the handshake is refused.</param>
internal readonly record struct HandshakeDecision(HandshakeResponse Response, DecidedHandshake? Accepted)
{
    /// <summary>Nothing comes of it: lets the plugins of an accepted handshake go.</summary>
    public void Release() => Accepted?.Dispose();

    public static HandshakeDecision Refused(HandshakeResponse response) => new(response, null);
}
