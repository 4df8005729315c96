using Abstractions;

namespace Host.Connections;

/// <summary>What a connection begins with: the outcome of its opening handshake.</summary>
internal sealed record OpenedHandshake(IFrameCodec Codec, string Protocol, string Plugin, string Handler, string? Subprotocol, ConnectionRequest Request, bool BinaryAsBase64 = false, SendPolicy SendPolicy = SendPolicy.Wait);
