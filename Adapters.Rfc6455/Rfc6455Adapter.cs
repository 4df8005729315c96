using Abstractions;
using Adapters.Rfc6455.Deflate;

namespace Adapters.Rfc6455;

/// <summary>RFC 6455, which is Sec-WebSocket-Version 13, over HTTP/1.1 and over extended CONNECT (RFC 8441).</summary>
public sealed class Rfc6455Adapter : IProtocolAdapter, IDisposable
{
    private readonly DeflateSettings _settings;
    private readonly CompressionPools? _pools;

    /// <summary>Makes the adapter with its default settings, which is without extensions.</summary>
    public Rfc6455Adapter() : this(new DeflateSettings(), Compression.Best)
    {
    }

    internal Rfc6455Adapter(DeflateSettings settings, Compression compression)
    {
        _settings = settings;
        if (settings.Enabled)
            _pools = new CompressionPools(compression, settings.Level);
        Handshake = new Rfc6455Handshake(settings.Enabled ? new DeflateNegotiation(settings.Context, compression.SmallestWindowBits) : null);
    }

    /// <inheritdoc/>
    public string Name => "rfc6455";

    /// <inheritdoc/>
    public IHandshakeNegotiator Handshake { get; }

    /// <inheritdoc/>
    public IFrameCodec CreateCodec(AcceptedHandshake accepted, in CodecLimits limits)
    {
        ArgumentNullException.ThrowIfNull(accepted);
        if (_pools is null || accepted.CodecState is not DeflateParameters agreed)
            return new Rfc6455FrameCodec(limits);
        var inflater = new MessageInflater(_pools.Decompressors, !agreed.ClientNoContextTakeover, limits.MessageBytes);
        var compressors = _pools.Compressors(agreed.ServerMaxWindowBits ?? Compression.LargestWindowBits);
        return new DeflateFrameCodec(inflater, new MessageDeflater(compressors, !agreed.ServerNoContextTakeover, _settings.MinimumBytes), limits);
    }

    /// <summary>Frees what the connections have shared.</summary>
    public void Dispose() => _pools?.Dispose();
}
