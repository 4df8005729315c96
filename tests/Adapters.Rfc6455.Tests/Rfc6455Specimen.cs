using Abstractions;
using Contracts;
using Contracts.Vectors;

namespace Adapters.Rfc6455.Tests;

public sealed class Rfc6455Specimen : IAnnouncedLengthSpecimen, IVectorSpecimen
{
    public string FrameRevision => "13";

    public string HandshakeRevision => "version-13";

    // Without the one version header there is nothing of RFC 6455 in a request; the host answers 426 with all versions it has.
    public IReadOnlyCollection<string> UnclaimedHandshakes { get; } =
        ["r13-no-upgrade", "r13-version-missing", "r13-version-14", "r13-version-25-spec", "r13-version-garbage", "r13-version-list"];

    public IReadOnlyList<HandshakeRequest> AcceptableRequests { get; } =
    [
        Requests.Upgrade(),
        Requests.Upgrade(("Sec-WebSocket-Protocol", "chat, superchat")),
        Requests.Upgrade(("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits")),
        Requests.Connect(),
        Requests.Connect(("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Protocol", "chat")),
    ];

    public IReadOnlyList<HandshakeRequest> RefusableRequests { get; } =
    [
        Requests.Upgrade(("Sec-WebSocket-Key", "short")),
        Requests.Upgrade(("Connection", "keep-alive")),
        Requests.Connect(("Sec-WebSocket-Extensions", ";")),
    ];

    public IReadOnlyList<HandshakeRequest> ForeignRequests { get; } =
    [
        .. HandshakeVector.All.Where(vector => vector.Revision != "version-13").Select(vector => vector.Request),
        Requests.Upgrade(("Sec-WebSocket-Version", "8")),
        Requests.Upgrade(("Sec-WebSocket-Version", null)),
        Requests.Connect(("Sec-WebSocket-Version", "8")),
    ];

    public IProtocolAdapter CreateAdapter() => new Rfc6455Adapter();

    public byte[] EncodeClientFrames(IEnumerable<Frame> frames)
    {
        var client = new ClientEncoder();
        foreach (var frame in frames)
            client.Add(frame.Kind, frame.Payload.ToArray(), frame.EndOfMessage);
        return client.ToArray();
    }

    public byte[] EncodeClientLength(long payloadLength)
    {
        var client = new ClientEncoder();
        client.AddLength(0x81, payloadLength);
        return client.ToArray();
    }

    public IReadOnlyList<Frame> DecodeServerFrames(ReadOnlyMemory<byte> bytes) => ClientDecoder.Decode(bytes.Span);
}
