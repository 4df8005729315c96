using Abstractions;

namespace Adapters.Rfc6455;

/// <summary>RFC 6455, which is Sec-WebSocket-Version 13, over HTTP/1.1 and over extended CONNECT (RFC 8441).</summary>
public sealed class Rfc6455Adapter : IProtocolAdapter
{
    /// <inheritdoc/>
    public string Name => "rfc6455";

    /// <inheritdoc/>
    public IHandshakeNegotiator Handshake { get; } = new Rfc6455Handshake();

    /// <inheritdoc/>
    public IFrameCodec CreateCodec(AcceptedHandshake accepted, in CodecLimits limits) => new Rfc6455FrameCodec(limits);
}
