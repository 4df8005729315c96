using Abstractions;

namespace Adapters.Hixie76;

/// <summary>draft-hixie-thewebsocketprotocol-76, which is draft-ietf-hybi-thewebsocketprotocol-00.</summary>
public sealed class Hixie76Adapter : IProtocolAdapter
{
    /// <inheritdoc/>
    public string Name => "hixie76";

    /// <inheritdoc/>
    public IHandshakeNegotiator Handshake { get; } = new Hixie76Handshake();

    /// <inheritdoc/>
    public IFrameCodec CreateCodec(AcceptedHandshake accepted, in CodecLimits limits) => new Hixie76FrameCodec(limits);
}
