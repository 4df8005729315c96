using Abstractions;

namespace Adapters.Sse;

/// <summary>A stream of Server-Sent Events (WHATWG HTML 9.2) downstream, and a POST for each message upstream.</summary>
public sealed class SseAdapter : IProtocolAdapter
{
    /// <inheritdoc/>
    public string Name => "sse";

    /// <inheritdoc/>
    public IHandshakeNegotiator Handshake { get; } = new SseHandshake();

    /// <inheritdoc/>
    public IUpstream Upstream { get; } = new SseUpstream();

    /// <inheritdoc/>
    public IFrameCodec CreateCodec(AcceptedHandshake accepted, in CodecLimits limits) => new SseFrameCodec(limits);
}
