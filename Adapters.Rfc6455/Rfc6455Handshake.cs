using System.Net;
using System.Runtime.CompilerServices;
using Abstractions;
using Adapters.Rfc6455.Deflate;
using Framing.Hybi;

namespace Adapters.Rfc6455;

/// <summary>The opening handshake of RFC 6455 section 4.2, and of RFC 8441 where the request is an extended CONNECT.</summary>
/// <param name="deflate">Chooses among offers of permessage-deflate, or null where all of them are declined.</param>
internal sealed class Rfc6455Handshake(DeflateNegotiation? deflate) : IHandshakeNegotiator
{
    private const string Version = "13";
    private const string WebSocket = "websocket";

    // What most handshakes agree on.
    private static readonly AcceptedHandshake Plain = new();

    public IReadOnlyList<string> Versions { get; } = [Version];

    public bool Claims(HandshakeRequest request)
    {
        if (request.Entry is HandshakeEntry.Raw or HandshakeEntry.Upgrade)
            return request.Headers.Only(HeaderNames.SecWebSocketVersion) == Version;

        // RFC 8441 5 keeps the version header, but some clients read it otherwise: :protocol says all there is to know.
        return request.Entry == HandshakeEntry.ExtendedConnect
            && WebSocket.Equals(request.ExtendedProtocol, StringComparison.OrdinalIgnoreCase)
            && (!request.Headers.Contains(HeaderNames.SecWebSocketVersion) || request.Headers.Only(HeaderNames.SecWebSocketVersion) == Version);
    }

    public HandshakeResponse Negotiate(HandshakeRequest request, HandshakeOptions options)
    {
        var isConnect = request.Entry == HandshakeEntry.ExtendedConnect;
        if ((isConnect ? RefuseConnect(request) : RefuseUpgrade(request)) is { } refusal)
            return refusal;
        if (ExtensionList.Parse(request.Headers) is not { } offers)
            return BadRequest("The value of Sec-WebSocket-Extensions is not a list of extensions.");
        return Accept(request, isConnect, SelectSubprotocol(request, options), deflate?.Choose(offers));
    }

    private static HandshakeResponse? RefuseUpgrade(HandshakeRequest request) =>
        UpgradeRequest.Refuse(request, Version) ?? RefuseKey(request.Headers);

    private static HandshakeResponse? RefuseKey(HeaderList headers) =>
        AcceptKey.IsKey(headers.First(HeaderNames.SecWebSocketKey)) ? null : BadRequest("The value of Sec-WebSocket-Key is not 16 bytes in base64.");

    // RFC 8441 5: no Upgrade, Connection, Host or Sec-WebSocket-Key here; :protocol is what the request was claimed by.
    private static HandshakeResponse? RefuseConnect(HandshakeRequest request) => request.Method == "CONNECT"
        ? null
        : Refuse(HttpStatusCode.MethodNotAllowed, "The method must be CONNECT where a :protocol is given.", new Header(HeaderNames.Allow, "CONNECT"));

    // RFC 6455 4.2.2; an extension that is not wanted is declined by leaving its header out.
    private static HandshakeResponse Accept(HandshakeRequest request, bool isConnect, string? subprotocol, DeflateParameters? deflate)
    {
        Fields headers = default;
        var count = 0;
        if (!isConnect)
        {
            headers[count++] = UpgradeRequest.UpgradeToWebSocket;
            headers[count++] = UpgradeRequest.ConnectionUpgrade;
            headers[count++] = new Header(HeaderNames.SecWebSocketAccept, AcceptKey.For(request.Headers.First(HeaderNames.SecWebSocketKey)!));
        }
        if (subprotocol is not null)
            headers[count++] = new Header(HeaderNames.SecWebSocketProtocol, subprotocol);
        var extensions = deflate?.ToString();
        if (extensions is not null)
            headers[count++] = new Header(HeaderNames.SecWebSocketExtensions, extensions);
        var accepted = subprotocol is null && deflate is null ? Plain : new AcceptedHandshake { Subprotocol = subprotocol, Extensions = extensions, CodecState = deflate };
        return isConnect
            ? HandshakeResponse.Accept(200, null, HeaderList.Create(headers[..count]), accepted)
            : HandshakeResponse.Accept(101, "Switching Protocols", HeaderList.Create(headers[..count]), accepted);
    }

    // RFC 6455 4.2.2: one of the client's, or no header.
    private static string? SelectSubprotocol(HandshakeRequest request, HandshakeOptions options) =>
        options.Subprotocols.Count == 0 ? null : options.SelectSubprotocol(request.Headers.Elements(HeaderNames.SecWebSocketProtocol));

    private static HandshakeResponse BadRequest(string refusal) => Refuse(HttpStatusCode.BadRequest, refusal);

    private static HandshakeResponse Refuse(HttpStatusCode status, string refusal, params ReadOnlySpan<Header> headers) =>
        HandshakeResponse.Refuse((int)status, refusal, headers);

    /// <summary>Room for all fields that an answer may have.</summary>
    [InlineArray(5)]
    private struct Fields
    {
        private Header _first;
    }
}
