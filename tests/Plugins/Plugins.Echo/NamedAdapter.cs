using Abstractions;
using Microsoft.Extensions.Configuration;

namespace Plugins.Echo;

/// <summary>An adapter that has a name, from the settings, and claims nothing.</summary>
public sealed class NamedAdapter(IConfiguration settings) : IProtocolAdapter, IHandshakeNegotiator
{
    public string Name => settings["Adapter"] ?? "silent";

    public IHandshakeNegotiator Handshake => this;

    public IReadOnlyList<string> Versions => [];

    public bool Claims(HandshakeRequest request) => false;

    public HandshakeResponse Negotiate(HandshakeRequest request, HandshakeOptions options) => throw new NotSupportedException();

    public IFrameCodec CreateCodec(AcceptedHandshake accepted, in CodecLimits limits) => throw new NotSupportedException();
}
