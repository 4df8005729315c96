using Abstractions;
using Framing.Hybi;

namespace Adapters.Hybi;

/// <summary>A draft of the HyBi working group from -07 to -12: the handshake and framing of RFC 6455, with fewer close codes and no extensions.</summary>
public abstract class HybiAdapter : IProtocolAdapter
{
    private readonly HybiVersion _version;

    private protected HybiAdapter(string name, HybiVersion version)
    {
        Name = name;
        _version = version;
        Handshake = new HybiHandshake(version);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IHandshakeNegotiator Handshake { get; }

    /// <inheritdoc/>
    public IFrameCodec CreateCodec(AcceptedHandshake accepted, in CodecLimits limits) => new HybiFrameCodec(_version, limits);
}
