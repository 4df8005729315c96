using Abstractions;

namespace Plugins.Version99;

public sealed class Version99Adapter : IProtocolAdapter
{
    public string Name => "version99";

    public IHandshakeNegotiator Handshake { get; } = new Version99Handshake();

    public IFrameCodec CreateCodec(AcceptedHandshake accepted, in CodecLimits limits) => new Version99FrameCodec(limits.MessageBytes);
}
