using Abstractions;
using Framing.Hybi;

namespace Adapters.Sse;

/// <summary>The request of an <c>EventSource</c>, and of whatever else accepts a stream of events.</summary>
internal sealed class SseHandshake : IHandshakeNegotiator
{
    private const string EventStream = "text/event-stream";

    // An EventSource can send no field of its own, so what a WebSocket offers in Sec-WebSocket-Protocol comes here.
    private const string SubprotocolsParameter = "subprotocols";

    private static readonly HeaderList Headers =
    [
        new("Content-Type", EventStream),
        new("Cache-Control", "no-store"),
        // nginx, and those that follow it, would hold events back.
        new("X-Accel-Buffering", "no"),
    ];

    public IReadOnlyList<string> Versions => [];

    public bool Claims(HandshakeRequest request) =>
        request.Entry == HandshakeEntry.Http
        && request.Headers.Elements("Accept").Any(range => MediaType.Is(range, EventStream))
        && !request.Headers.Contains(HeaderNames.Upgrade)
        && !request.Headers.Contains(HeaderNames.SecWebSocketVersion);

    public HandshakeResponse Negotiate(HandshakeRequest request, HandshakeOptions options)
    {
        if (request.Method != "GET")
            return HandshakeResponse.Refuse(405, "A stream of events is opened by GET.", new Header(HeaderNames.Allow, "GET"));
        var offered = QueryString.Value(request, SubprotocolsParameter) ?? "";
        var subprotocol = options.SelectSubprotocol(offered.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        return HandshakeResponse.Accept(200, null, Headers, new AcceptedHandshake { Subprotocol = subprotocol });
    }
}
