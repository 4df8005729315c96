using System.Net;
using Abstractions;
using Contracts;
using Contracts.Vectors;

namespace Adapters.Hixie76.Tests;

public sealed class Hixie76Specimen : IAnnouncedLengthSpecimen, IVectorSpecimen
{
    public string FrameRevision => "hixie-76";

    public string HandshakeRevision => "hixie-76";

    public IReadOnlyCollection<string> UnclaimedHandshakes { get; } = [];

    public IReadOnlyList<HandshakeRequest> AcceptableRequests { get; } =
    [
        Requests.Upgrade(),
        Requests.Of(HandshakeEntry.Upgrade, "GET", HttpVersion.Version11),
        Requests.Secure("proxied.example"),
        Requests.Upgrade(("Sec-WebSocket-Protocol", "chat")),
        Requests.Upgrade(("Sec-WebSocket-Draft", "0"), ("Content-Length", "8"), ("Origin", null)),
    ];

    public IReadOnlyList<HandshakeRequest> RefusableRequests { get; } =
    [
        Requests.Upgrade(("Sec-WebSocket-Key1", null)),
        Requests.Upgrade(("Sec-WebSocket-Key2", "nospace1")),
        Requests.Upgrade(("Connection", "keep-alive")),
    ];

    public IReadOnlyList<HandshakeRequest> ForeignRequests { get; } =
    [
        .. HandshakeVector.All.Where(vector => vector.Revision != "hixie-76").Select(vector => vector.Request),
        Requests.Upgrade(("Sec-WebSocket-Version", "13")),
        Requests.Upgrade(("Sec-WebSocket-Draft", "1")),
        Requests.Upgrade(("Sec-WebSocket-Key1", null), ("Sec-WebSocket-Key2", null)),
        Requests.Of(HandshakeEntry.ExtendedConnect, "CONNECT", HttpVersion.Version20),
        Requests.Of(HandshakeEntry.Http, "GET", HttpVersion.Version11),
    ];

    public IProtocolAdapter CreateAdapter() => new Hixie76Adapter();

    public byte[] EncodeClientFrames(IEnumerable<Frame> frames) => Client.Encode(frames);

    // Text announces nothing; a frame of any other type that does is skipped, and bounded all the same.
    public byte[] EncodeClientLength(long payloadLength) => [0x80, .. Client.EncodeLength(payloadLength)];

    public IReadOnlyList<Frame> DecodeServerFrames(ReadOnlyMemory<byte> bytes) => Client.Decode(bytes.Span);
}
