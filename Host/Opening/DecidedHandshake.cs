using Abstractions;

namespace Host.Opening;

/// <summary>An accepted opening handshake.</summary>
/// <param name="Request">The request as the client made it, seen through trusted proxies.</param>
/// <param name="Handshake">What adapter and client agreed on.</param>
/// <param name="Adapter">The adapter that accepted.</param>
/// <param name="Route">The route it was accepted for.</param>
internal sealed record DecidedHandshake(HandshakeRequest Request, AcceptedHandshake Handshake, IProtocolAdapter Adapter, Route Route);
