using System.Text;
using System.Text.Json.Nodes;
using Abstractions;
using Contracts;

namespace Adapters.Sse.Tests;

public sealed class SseSpecimen : IAnnouncedLengthSpecimen, IUpstreamSpecimen
{
    public IReadOnlyList<HandshakeRequest> AcceptableRequests { get; } =
    [
        Requests.Open(),
        Requests.Open("/chat?name=Ann&subprotocols=chat,%20superchat"),
        Requests.Open(accept: "application/json, Text/Event-Stream;q=0.9"),
        Requests.Open(more: [new("Last-Event-ID", "17"), new("Origin", "https://page.example"), new("Cache-Control", "no-cache")]),
    ];

    public IReadOnlyList<HandshakeRequest> RefusableRequests { get; } = [Requests.Open(method: "POST"), Requests.Open(method: "HEAD")];

    public IReadOnlyList<HandshakeRequest> ForeignRequests { get; } =
    [
        Requests.Open(accept: "*/*"),
        Requests.Open(accept: "text/event-streams"),
        Requests.Open(entry: HandshakeEntry.Raw),
        Requests.Open(entry: HandshakeEntry.Upgrade),
        Requests.Open(entry: HandshakeEntry.ExtendedConnect, method: "CONNECT"),
        Requests.Open(more: [new("Upgrade", "websocket"), new("Connection", "Upgrade")]),
        Requests.Open(more: new Header("Sec-WebSocket-Version", "13")),
    ];

    public IReadOnlyList<(HandshakeRequest Request, byte[] Body, FrameEvent Event)> AcceptableUpstream { get; } =
    [
        (Requests.Post("text/plain"), "text"u8.ToArray(), Text("text")),
        (Requests.Post("Text/Plain; charset=\"UTF-8\""), "caf\u00E9"u8.ToArray(), Text("caf\u00E9")),
        (Requests.Post("application/json"), "{}"u8.ToArray(), Text("{}")),
        (Requests.Post("text/plain"), [], Text("")),
        (Requests.Post("application/octet-stream"), [0, 0xFF, 0x80], new FrameEvent(FrameKind.Binary, new byte[] { 0, 0xFF, 0x80 })),
        (Requests.Post("application/octet-stream"), new byte[70_000], new FrameEvent(FrameKind.Binary, new byte[70_000])),
        (Requests.Delete(), [], new FrameEvent(FrameKind.Close, default)),
        (Requests.Delete("&code=4321&reason=en%20%E2%9C%93"), [], new FrameEvent(FrameKind.Close, (byte[])[0x10, 0xE1, .. "en \u2713"u8])),
    ];

    public IReadOnlyList<(HandshakeRequest Request, byte[] Body)> RefusableUpstream { get; } =
    [
        (Requests.Post(null), "text"u8.ToArray()),
        (Requests.Post("text/html"), "text"u8.ToArray()),
        (Requests.Post("multipart/form-data; boundary=x"), []),
        (Requests.Post("text/plain; charset=iso-8859-1"), "text"u8.ToArray()),
        (Requests.Post("text/plain", new Header("Content-Encoding", "gzip")), "text"u8.ToArray()),
        (Requests.Post("text/plain", new Header("Content-Type", "text/plain")), "text"u8.ToArray()),
        (Requests.Post("text/plain"), [0xC3]),
        (Requests.Delete("&code=1006"), []),
        (Requests.Delete("&code=x"), []),
        (Requests.Delete("&code="), []),
        (Requests.Delete("&code=1000&reason=" + new string('r', 124)), []),
        (Requests.Upstream("PUT", "/chat?upstream=secret"), []),
    ];

    public IProtocolAdapter CreateAdapter() => new SseAdapter();

    // Between the upstream part and the codec there are frames of RFC 6455.
    public byte[] EncodeClientFrames(IEnumerable<Frame> frames) =>
        [.. frames.SelectMany(frame => (byte[])[.. Head(frame.Kind, frame.Payload.Length), 0, 0, 0, 0, .. frame.Payload.Span])];

    public byte[] EncodeClientLength(long payloadLength) => Head(FrameKind.Binary, payloadLength);

    public IReadOnlyList<Frame> DecodeServerFrames(ReadOnlyMemory<byte> bytes) => [.. ServerEvent.Parse(bytes.Span, out _).Select(Decode)];

    public (string Address, string? Subprotocol) DecodeAddress(ReadOnlyMemory<byte> bytes)
    {
        var first = ServerEvent.Parse(bytes.Span, out _).Single();
        if (first.Type != "upstream" || first.Id != "0")
            throw new FormatException($"The first event is {first}.");
        var data = JsonNode.Parse(first.Data)!;
        var subprotocol = (string)data["protocol"]!;
        return ((string)data["upstream"]!, subprotocol.Length == 0 ? null : subprotocol);
    }

    private static Frame Decode(ServerEvent received) => received.Type switch
    {
        "message" => new Frame(FrameKind.Text, Encoding.UTF8.GetBytes(received.Data)),
        "json" => new Frame(FrameKind.Text, Encoding.UTF8.GetBytes((string)JsonNode.Parse(received.Data)!)),
        "binary" => new Frame(FrameKind.Binary, Convert.FromBase64String(received.Data)),
        "close" => new Frame(FrameKind.Close, Close(JsonNode.Parse(received.Data)!)),
        _ => throw new FormatException($"There is no event {received.Type}."),
    };

    private static byte[] Close(JsonNode data)
    {
        var code = (int)data["code"]!;
        return code == 1005 ? [] : [(byte)(code >> 8), (byte)code, .. Encoding.UTF8.GetBytes((string)data["reason"]!)];
    }

    private static byte[] Head(FrameKind kind, long length)
    {
        var first = kind switch { FrameKind.Text => (byte)0x81, FrameKind.Binary => (byte)0x82, _ => (byte)0x88 };
        var announced = Enumerable.Range(0, 8).Select(i => (byte)(length >> (56 - (8 * i)))).ToArray();
        return length < 126 ? [first, (byte)(0x80 | length)]
            : length < 65536 ? [first, 0x80 | 126, .. announced[6..]]
            : [first, 0x80 | 127, .. announced];
    }

    private static FrameEvent Text(string text) => new(FrameKind.Text, Encoding.UTF8.GetBytes(text));
}
