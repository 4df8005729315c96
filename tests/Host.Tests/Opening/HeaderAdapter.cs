using Abstractions;

namespace Host.Tests.Opening;

/// <summary>An adapter of a made-up revision: it claims requests with a header of its name, and refuses those where the header says so.</summary>
internal sealed class HeaderAdapter(string name, params string[] versions) : IProtocolAdapter, IHandshakeNegotiator
{
    public const string Refused = "refuse me";

    public string Name => name;

    public IHandshakeNegotiator Handshake => this;

    public IReadOnlyList<string> Versions => versions;

    /// <summary>What the host has told of the handler.</summary>
    public HandshakeOptions? Options { get; private set; }

    public bool Claims(HandshakeRequest request) => request.Headers.Contains(name);

    public HandshakeResponse Negotiate(HandshakeRequest request, HandshakeOptions options)
    {
        Options = options;
        return request.Headers.First(name) == Refused
            ? HandshakeResponse.Refuse(405, "it asked for it", new Header("Allow", "GET"))
            : HandshakeResponse.Accept(101, null, HeaderList.Empty, new AcceptedHandshake());
    }

    public IFrameCodec CreateCodec(AcceptedHandshake accepted, in CodecLimits limits) => throw new NotSupportedException();
}
