using System.Net;
using Abstractions;
using Framing.Hybi;

namespace Adapters.Rfc6455;

/// <summary>The opening handshake of RFC 6455 section 4.2, and of RFC 8441 where the request is an extended CONNECT.</summary>
internal sealed class Rfc6455Handshake : IHandshakeNegotiator
{
    private const string Version = "13";
    private const string WebSocket = "websocket";

    public IReadOnlyList<string> Versions { get; } = [Version];

    public bool Claims(HandshakeRequest request)
    {
        if (request.Entry != HandshakeEntry.ExtendedConnect)
            return request.Headers.Only(HeaderNames.SecWebSocketVersion) == Version;

        // RFC 8441 5 keeps the version header, but some clients read it otherwise: :protocol says all there is to know.
        return WebSocket.Equals(request.ExtendedProtocol, StringComparison.OrdinalIgnoreCase)
            && (!request.Headers.Contains(HeaderNames.SecWebSocketVersion) || request.Headers.Only(HeaderNames.SecWebSocketVersion) == Version);
    }

    public HandshakeResponse Negotiate(HandshakeRequest request, HandshakeOptions options) =>
        request.Entry == HandshakeEntry.ExtendedConnect
            ? RefuseConnect(request) ?? AcceptConnect(request, options)
            : RefuseUpgrade(request) ?? AcceptUpgrade(request, options);

    private static HandshakeResponse? RefuseUpgrade(HandshakeRequest request) =>
        UpgradeRequest.Refuse(request, Version) ?? RefuseKey(request.Headers) ?? RefuseExtensions(request.Headers);

    private static HandshakeResponse? RefuseKey(HeaderList headers) =>
        AcceptKey.IsKey(headers.First(HeaderNames.SecWebSocketKey)) ? null : BadRequest("The value of Sec-WebSocket-Key is not 16 bytes in base64.");

    private static HandshakeResponse? RefuseConnect(HandshakeRequest request)
    {
        // RFC 8441 5: no Upgrade, Connection, Host or Sec-WebSocket-Key here; :protocol is what the request was claimed by.
        if (request.Method != "CONNECT")
            return Refuse(HttpStatusCode.MethodNotAllowed, "The method must be CONNECT where a :protocol is given.", new Header(HeaderNames.Allow, "CONNECT"));
        return RefuseExtensions(request.Headers);
    }

    private static HandshakeResponse? RefuseExtensions(HeaderList headers) =>
        ExtensionList.IsWellFormed(headers) ? null : BadRequest("The value of Sec-WebSocket-Extensions is not a list of extensions.");

    private static HandshakeResponse AcceptUpgrade(HandshakeRequest request, HandshakeOptions options)
    {
        var accept = new Header(HeaderNames.SecWebSocketAccept, AcceptKey.For(request.Headers.First(HeaderNames.SecWebSocketKey)!));
        var subprotocol = SelectSubprotocol(request, options);
        HeaderList headers = subprotocol is null
            ? [UpgradeRequest.UpgradeToWebSocket, UpgradeRequest.ConnectionUpgrade, accept]
            : [UpgradeRequest.UpgradeToWebSocket, UpgradeRequest.ConnectionUpgrade, accept, new Header(HeaderNames.SecWebSocketProtocol, subprotocol)];
        return HandshakeResponse.Accept(101, "Switching Protocols", headers, new AcceptedHandshake { Subprotocol = subprotocol });
    }

    private static HandshakeResponse AcceptConnect(HandshakeRequest request, HandshakeOptions options)
    {
        var subprotocol = SelectSubprotocol(request, options);
        HeaderList headers = subprotocol is null ? HeaderList.Empty : [new Header(HeaderNames.SecWebSocketProtocol, subprotocol)];
        return HandshakeResponse.Accept(200, null, headers, new AcceptedHandshake { Subprotocol = subprotocol });
    }

    // RFC 6455 4.2.2: one of the client's, or no header; an extension that is not wanted is declined by leaving its header out, too.
    private static string? SelectSubprotocol(HandshakeRequest request, HandshakeOptions options) =>
        options.SelectSubprotocol(request.Headers.Elements(HeaderNames.SecWebSocketProtocol));

    private static HandshakeResponse BadRequest(string refusal) => Refuse(HttpStatusCode.BadRequest, refusal);

    private static HandshakeResponse Refuse(HttpStatusCode status, string refusal, params ReadOnlySpan<Header> headers) =>
        HandshakeResponse.Refuse((int)status, refusal, headers);
}
