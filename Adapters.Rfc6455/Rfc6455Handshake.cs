using System.Net;
using Abstractions;

namespace Adapters.Rfc6455;

/// <summary>The opening handshake of RFC 6455 section 4.2, and of RFC 8441 where the request is an extended CONNECT.</summary>
internal sealed class Rfc6455Handshake : IHandshakeNegotiator
{
    private const string Version = "13";
    private const string WebSocket = "websocket";

    private static readonly Header UpgradeToWebSocket = new(HeaderNames.Upgrade, WebSocket);
    private static readonly Header ConnectionUpgrade = new(HeaderNames.Connection, "Upgrade");

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

    // RFC 6455 4.2.1, in the order in which the answers say most.
    private static HandshakeResponse? RefuseUpgrade(HandshakeRequest request)
    {
        var headers = request.Headers;
        if (request.Method != "GET")
            return Refuse(HttpStatusCode.MethodNotAllowed, "The method of an opening handshake must be GET.", new Header(HeaderNames.Allow, "GET"));
        if (request.HttpVersion != System.Net.HttpVersion.Version11)
            return BadRequest("An opening handshake must be an HTTP/1.1 request.");
        if (string.IsNullOrEmpty(headers.Only(HeaderNames.Host)))
            return BadRequest("The request must have exactly one Host header, and it must not be empty.");
        if (!headers.Contains(HeaderNames.Upgrade))
            return Refuse(HttpStatusCode.UpgradeRequired, "The Upgrade header is missing.", UpgradeToWebSocket, ConnectionUpgrade, new Header(HeaderNames.SecWebSocketVersion, Version));
        if (!headers.HasToken(HeaderNames.Upgrade, WebSocket))
            return BadRequest("The Upgrade header does not name websocket.");
        if (!headers.HasToken(HeaderNames.Connection, "upgrade"))
            return BadRequest("The Connection header does not contain Upgrade.");
        if (request.Entry == HandshakeEntry.Http)
            return BadRequest("The connection of this request cannot be upgraded.");
        // The bytes of a body would be read as frames.
        if (headers.Contains(HeaderNames.TransferEncoding) || headers.Elements(HeaderNames.ContentLength).Any(length => length != "0"))
            return BadRequest("An opening handshake must not have a body.");
        if (headers.CountOf(HeaderNames.SecWebSocketKey) != 1)
            return BadRequest("The request must have exactly one Sec-WebSocket-Key header.");
        if (!AcceptKey.IsKey(headers.First(HeaderNames.SecWebSocketKey)))
            return BadRequest("The value of Sec-WebSocket-Key is not 16 bytes in base64.");
        return RefuseExtensions(headers);
    }

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
            ? [UpgradeToWebSocket, ConnectionUpgrade, accept]
            : [UpgradeToWebSocket, ConnectionUpgrade, accept, new Header(HeaderNames.SecWebSocketProtocol, subprotocol)];
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
