using System.Net;
using Abstractions;

namespace Framing.Hybi;

/// <summary>What the opening handshakes of all versions ask of an HTTP/1.1 request (RFC 6455 4.2.1), but for the key and extensions.</summary>
public static class UpgradeRequest
{
    private const string WebSocket = "websocket";

    /// <summary>The field by which the server agrees to the upgrade.</summary>
    public static Header UpgradeToWebSocket { get; } = new(HeaderNames.Upgrade, WebSocket);

    /// <summary>The field that goes with <see cref="UpgradeToWebSocket"/>.</summary>
    public static Header ConnectionUpgrade { get; } = new(HeaderNames.Connection, "Upgrade");

    /// <summary>Refuses the request where something in it is wrong; else null. In the order in which the answers say most.</summary>
    /// <param name="request">A request that came with <paramref name="version"/>.</param>
    /// <param name="version">The value of Sec-WebSocket-Version, for the answer that asks for an upgrade.</param>
    public static HandshakeResponse? Refuse(HandshakeRequest request, string version)
    {
        ArgumentNullException.ThrowIfNull(request);
        var headers = request.Headers;
        if (request.Method != "GET")
            return Refuse(HttpStatusCode.MethodNotAllowed, "The method of an opening handshake must be GET.", new Header(HeaderNames.Allow, "GET"));
        if (request.HttpVersion != HttpVersion.Version11)
            return BadRequest("An opening handshake must be an HTTP/1.1 request.");
        if (string.IsNullOrEmpty(headers.Only(HeaderNames.Host)))
            return BadRequest("The request must have exactly one Host header, and it must not be empty.");
        if (!headers.Contains(HeaderNames.Upgrade))
            return Refuse(HttpStatusCode.UpgradeRequired, "The Upgrade header is missing.", UpgradeToWebSocket, ConnectionUpgrade, new Header(HeaderNames.SecWebSocketVersion, version));
        if (!headers.HasToken(HeaderNames.Upgrade, WebSocket))
            return BadRequest("The Upgrade header does not name websocket.");
        if (!headers.HasToken(HeaderNames.Connection, "upgrade"))
            return BadRequest("The Connection header does not contain Upgrade.");
        if (request.Entry == HandshakeEntry.Http)
            return BadRequest("The connection of this request cannot be upgraded.");
        // The bytes of a body would be read as frames.
        if (headers.Contains(HeaderNames.TransferEncoding) || (headers.Contains(HeaderNames.ContentLength) && headers.Elements(HeaderNames.ContentLength).Any(length => length != "0")))
            return BadRequest("An opening handshake must not have a body.");
        if (headers.CountOf(HeaderNames.SecWebSocketKey) != 1)
            return BadRequest("The request must have exactly one Sec-WebSocket-Key header.");
        return null;
    }

    private static HandshakeResponse BadRequest(string refusal) => Refuse(HttpStatusCode.BadRequest, refusal);

    private static HandshakeResponse Refuse(HttpStatusCode status, string refusal, params ReadOnlySpan<Header> headers) =>
        HandshakeResponse.Refuse((int)status, refusal, headers);
}
