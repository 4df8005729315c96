using Host.Opening;

namespace Host.Sockets;

/// <summary>A socket that a loop gives to Kestrel.</summary>
/// <param name="Descriptor">Its descriptor, which is Kestrel's from here.</param>
/// <param name="Decision">What was decided about the handshake on it, if it is one.</param>
/// <param name="Received">What was received from it.</param>
internal readonly record struct HandedOver(int Descriptor, HandshakeDecision? Decision, byte[] Received);
