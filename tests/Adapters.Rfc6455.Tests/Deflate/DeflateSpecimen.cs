using Abstractions;
using Adapters.Rfc6455.Deflate;
using Contracts;

namespace Adapters.Rfc6455.Tests.Deflate;

/// <summary>The adapter with permessage-deflate, in one of the ways it can be set and made.</summary>
public abstract class DeflateSpecimen : IVectorSpecimen
{
    private readonly Rfc6455Specimen _plain = new();

    private protected DeflateSpecimen(DeflateContext context, bool isNative)
    {
        Settings = new DeflateSettings { Enabled = true, MinimumBytes = 0, Context = context };
        Compression = new Compression(isNative);
        Adapter = new Rfc6455Adapter(Settings, Compression);
    }

    internal DeflateSettings Settings { get; }

    internal Compression Compression { get; }

    internal Rfc6455Adapter Adapter { get; }

    public bool HasExtension => true;

    public string FrameRevision => _plain.FrameRevision;

    public string HandshakeRevision => _plain.HandshakeRevision;

    public IReadOnlyCollection<string> UnclaimedHandshakes => _plain.UnclaimedHandshakes;

    public IReadOnlyList<HandshakeRequest> AcceptableRequests { get; } =
    [
        Requests.Upgrade(("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits")),
        Requests.Connect(("Sec-WebSocket-Extensions", "permessage-deflate; server_no_context_takeover; client_no_context_takeover")),
        Requests.Upgrade(),
    ];

    public IReadOnlyList<HandshakeRequest> RefusableRequests => _plain.RefusableRequests;

    public IReadOnlyList<HandshakeRequest> ForeignRequests => _plain.ForeignRequests;

    // One for all codecs, as in the host: what they share is under test, too.
    public IProtocolAdapter CreateAdapter() => Adapter;

    public byte[] EncodeClientFrames(IEnumerable<Frame> frames) => Client.Encode(frames);

    public IReadOnlyList<Frame> DecodeServerFrames(ReadOnlyMemory<byte> bytes) => Client.Decode(bytes.Span);

    private DeflateClient Client => new(takesOver: Settings.Context == DeflateContext.PerConnection);
}

public sealed class NativePerConnection() : DeflateSpecimen(DeflateContext.PerConnection, isNative: true);

public sealed class NativeShared() : DeflateSpecimen(DeflateContext.Shared, isNative: true);

public sealed class ManagedPerConnection() : DeflateSpecimen(DeflateContext.PerConnection, isNative: false);

public sealed class ManagedShared() : DeflateSpecimen(DeflateContext.Shared, isNative: false);
