using Host.Opening;

namespace Host.Listening;

/// <summary>What a loop decided about the opening handshake with which a connection begins, before it handed the connection over.</summary>
internal sealed record DecidedFirstRequest(HandshakeDecision Decision);
