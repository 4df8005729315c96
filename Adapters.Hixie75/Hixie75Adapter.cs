using Abstractions;

namespace Adapters.Hixie75;

/// <summary>draft-hixie-thewebsocketprotocol-75.</summary>
public sealed class Hixie75Adapter : IProtocolAdapter
{
    /// <inheritdoc/>
    public string Name => "hixie75";

    /// <inheritdoc/>
    public IHandshakeNegotiator Handshake { get; } = new Hixie75Handshake();

    /// <inheritdoc/>
    public IFrameCodec CreateCodec(AcceptedHandshake accepted, in CodecLimits limits) => new Hixie75FrameCodec(limits);
}
