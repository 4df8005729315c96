using Host.Configuration;
using Host.Connections;
using Host.Listening;
using Host.Opening;

namespace Host.Sockets;

/// <summary>What an opening handshake on a loop needs of the host.</summary>
/// <param name="First">Reads the first bytes.</param>
/// <param name="Opening">Decides.</param>
/// <param name="Setup">Makes the connection.</param>
/// <param name="Handshakes">Counts those in progress.</param>
/// <param name="Clock">The connections' clock.</param>
/// <param name="Limits">The limits.</param>
internal sealed record LoopDoor(FirstRequest First, OpeningHandshake Opening, ConnectionSetup Setup, HandshakesInProgress Handshakes, ConnectionClock Clock, Replaceable<Limits> Limits);
