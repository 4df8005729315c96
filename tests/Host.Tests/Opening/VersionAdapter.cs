using Abstractions;

namespace Host.Tests.Opening;

/// <summary>An adapter that claims what has its version, and is never asked for more.</summary>
internal sealed class VersionAdapter(string name, string version) : IProtocolAdapter, IHandshakeNegotiator
{
    public string Name => name;

    public IHandshakeNegotiator Handshake => this;

    public IReadOnlyList<string> Versions { get; } = [version];

    public bool Claims(HandshakeRequest request) => request.Headers.Only("Sec-WebSocket-Version") == version;

    public HandshakeResponse Negotiate(HandshakeRequest request, HandshakeOptions options) => throw new NotSupportedException();

    public IFrameCodec CreateCodec(AcceptedHandshake accepted, in CodecLimits limits) => throw new NotSupportedException();
}
