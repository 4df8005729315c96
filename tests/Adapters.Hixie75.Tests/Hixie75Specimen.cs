using System.Net;
using Abstractions;
using Contracts;
using Contracts.Vectors;

namespace Adapters.Hixie75.Tests;

public sealed class Hixie75Specimen : IAnnouncedLengthSpecimen, IVectorSpecimen
{
    public string FrameRevision => "hixie-75";

    public string HandshakeRevision => "hixie-75";

    public IReadOnlyCollection<string> UnclaimedHandshakes { get; } = [];

    public IReadOnlyList<HandshakeRequest> AcceptableRequests { get; } =
    [
        Requests.Upgrade(),
        Requests.Of("GET", HttpVersion.Version11, HandshakeEntry.Upgrade),
        Requests.Secure("proxied.example"),
        Requests.Upgrade(("WebSocket-Protocol", "chat"), ("Cookie", "a=b")),
        Requests.Upgrade(("X-Forwarded-For", "192.0.2.1"), ("Via", "1.1 proxy.example"), ("Connection", "upgrade")),
    ];

    public IReadOnlyList<HandshakeRequest> RefusableRequests { get; } =
    [
        Requests.Upgrade(("Origin", "http://page.example"), ("Origin", "http://other.example")),
        Requests.Upgrade(("WebSocket-Protocol", "caf\u00E9")),
        Requests.Target("*"),
    ];

    public IReadOnlyList<HandshakeRequest> ForeignRequests { get; } =
    [
        .. HandshakeVector.All.Where(vector => vector.Revision != "hixie-75").Select(vector => vector.Request),
        Requests.Upgrade(("Sec-WebSocket-Version", "13")),
        Requests.Upgrade(("Sec-WebSocket-Key1", "4 @1  46546xW%0l 1 5")),
        Requests.Upgrade(("Upgrade", "websocket")),
        Requests.Of("CONNECT", HttpVersion.Version20, HandshakeEntry.ExtendedConnect),
        Requests.Of("GET", HttpVersion.Version11, HandshakeEntry.Http),
    ];

    public IProtocolAdapter CreateAdapter() => new Hixie75Adapter();

    public byte[] EncodeClientFrames(IEnumerable<Frame> frames) => Client.Encode(frames);

    // Text announces nothing; a frame of any other type that does is skipped, and bounded all the same.
    public byte[] EncodeClientLength(long payloadLength) => [0x80, .. Client.EncodeLength(payloadLength)];

    public IReadOnlyList<Frame> DecodeServerFrames(ReadOnlyMemory<byte> bytes) => Client.Decode(bytes.Span);
}
