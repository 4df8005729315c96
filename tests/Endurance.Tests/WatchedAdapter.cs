using Abstractions;

namespace Endurance.Tests;

/// <summary>An adapter whose codecs are watched.</summary>
internal sealed class WatchedAdapter<TAdapter>(Census census) : IProtocolAdapter
    where TAdapter : IProtocolAdapter, new()
{
    private readonly TAdapter _adapter = new();

    public string Name => _adapter.Name;

    public IHandshakeNegotiator Handshake => _adapter.Handshake;

    public IFrameCodec CreateCodec(AcceptedHandshake accepted, in CodecLimits limits)
    {
        var codec = _adapter.CreateCodec(accepted, limits);
        census.Watch(codec);
        return codec;
    }
}
