using System.Net;
using Abstractions;
using Adapters.Rfc6455.Tests;
using Contracts;
using Contracts.Vectors;

namespace Adapters.Hybi.Tests;

/// <summary>One of the versions.</summary>
public abstract class HybiSpecimen(string version) : IAnnouncedLengthSpecimen, IVectorSpecimen
{
    public string FrameRevision => version;

    public string HandshakeRevision => $"version-{version}";

    public IReadOnlyCollection<string> UnclaimedHandshakes { get; } = [];

    public IReadOnlyList<HandshakeRequest> AcceptableRequests { get; } =
    [
        Requests.Upgrade(version),
        Requests.Upgrade(version, ("Sec-WebSocket-Origin", "http://page.example"), ("Sec-WebSocket-Protocol", "chat, superchat")),
        Requests.Upgrade(version, ("Origin", "http://page.example"), ("Sec-WebSocket-Extensions", "deflate-stream")),
        Requests.Upgrade(version, ("Sec-WebSocket-Key", "AQIDBAUGBwgJCgsMDQ4P")),
        Requests.Of(version, "GET", HttpVersion.Version11, HandshakeEntry.Upgrade),
    ];

    public IReadOnlyList<HandshakeRequest> RefusableRequests { get; } =
    [
        Requests.Upgrade(version, ("Sec-WebSocket-Key", "short")),
        Requests.Upgrade(version, ("Connection", "keep-alive")),
    ];

    public IReadOnlyList<HandshakeRequest> ForeignRequests { get; } =
    [
        .. HandshakeVector.All.Where(vector => vector.Revision != $"version-{version}").Select(vector => vector.Request),
        Requests.Upgrade("13"),
        Requests.Upgrade(version == "8" ? "7" : "8"),
        Requests.Upgrade(version, ("Sec-WebSocket-Version", null)),
        Requests.Of(version, "CONNECT", HttpVersion.Version20, HandshakeEntry.ExtendedConnect),
        Requests.Of(version, "GET", HttpVersion.Version11, HandshakeEntry.Http),
    ];

    public abstract IProtocolAdapter CreateAdapter();

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
