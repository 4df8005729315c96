using Abstractions;
using Host.Opening;

namespace Host.Listening;

/// <summary>The handshake for which a transport was taken from Kestrel.</summary>
internal sealed record TakenTransport(HandshakeDecision Decision, HandshakeRequest Request);
