using System.Net;
using Abstractions;
using Framing.Hixie;

namespace Adapters.Hixie76;

/// <summary>The opening handshake of Hixie-76 (hybi-00 5).</summary>
internal sealed class Hixie76Handshake : IHandshakeNegotiator
{
    private const string ReasonPhrase = "WebSocket Protocol Handshake";

    // Chrome 6 to 13 compare this value with its case.
    private static readonly Header UpgradeToWebSocket = new(HeaderNames.Upgrade, "WebSocket");
    private static readonly Header ConnectionUpgrade = new(HeaderNames.Connection, "Upgrade");

    public IReadOnlyList<string> Versions { get; } = [];

    public bool Claims(HandshakeRequest request)
    {
        var headers = request.Headers;
        return request.Entry is HandshakeEntry.Raw or HandshakeEntry.Upgrade
            && (headers.Contains(HeaderNames.SecWebSocketKey1) || headers.Contains(HeaderNames.SecWebSocketKey2))
            && !headers.Contains(HeaderNames.SecWebSocketVersion)
            // 1 to 3 are hybi-01 to -03, which have this handshake and another framing.
            && (!headers.Contains(HeaderNames.SecWebSocketDraft) || headers.Only(HeaderNames.SecWebSocketDraft) == "0");
    }

    public HandshakeResponse Negotiate(HandshakeRequest request, HandshakeOptions options) =>
        RefuseRequest(request) ?? RefuseKeys(request.Headers, out var number1, out var number2) ?? RequestEcho.Refuse(request, HeaderNames.SecWebSocketProtocol) ?? Accept(request, options, number1, number2);

    private static HandshakeResponse? RefuseRequest(HandshakeRequest request)
    {
        var headers = request.Headers;
        if (request.Method != "GET")
            return Refuse(HttpStatusCode.MethodNotAllowed, "The method of an opening handshake must be GET.", new Header(HeaderNames.Allow, "GET"));
        if (request.HttpVersion != HttpVersion.Version11)
            return BadRequest("An opening handshake must be an HTTP/1.1 request.");
        if (string.IsNullOrEmpty(headers.Only(HeaderNames.Host)))
            return BadRequest("The request must have exactly one Host header, and it must not be empty.");
        if (!headers.Contains(HeaderNames.Upgrade))
            return Refuse(HttpStatusCode.UpgradeRequired, "The Upgrade header is missing.", UpgradeToWebSocket, ConnectionUpgrade);
        if (!headers.HasToken(HeaderNames.Upgrade, UpgradeToWebSocket.Value))
            return BadRequest("The Upgrade header does not name WebSocket.");
        if (!headers.HasToken(HeaderNames.Connection, ConnectionUpgrade.Value))
            return BadRequest("The Connection header does not contain Upgrade.");
        // A proxy that knows HTTP counts key3 as a body; any other one would be read as key3 and frames.
        if (headers.Contains(HeaderNames.TransferEncoding) || (headers.Contains(HeaderNames.ContentLength) && headers.Elements(HeaderNames.ContentLength).Any(length => length is not ("0" or "8"))))
            return BadRequest("An opening handshake must not have a body but the 8 bytes of its third key.");
        return null;
    }

    // hybi-00 5.2 steps 3 to 7.
    private static HandshakeResponse? RefuseKeys(HeaderList headers, out uint number1, out uint number2)
    {
        number2 = 0;
        return RefuseKey(headers, HeaderNames.SecWebSocketKey1, out number1) ?? RefuseKey(headers, HeaderNames.SecWebSocketKey2, out number2);
    }

    private static HandshakeResponse? RefuseKey(HeaderList headers, string name, out uint number)
    {
        number = 0;
        if (headers.Only(name) is not { } key)
            return BadRequest($"The request must have exactly one {name} header.");
        return KeyNumber.Read(key, out number) is { } wrong ? BadRequest($"The value of {name} {wrong}.") : null;
    }

    private static HandshakeResponse Accept(HandshakeRequest request, HandshakeOptions options, uint number1, uint number2)
    {
        var headers = new List<Header> { UpgradeToWebSocket, ConnectionUpgrade };
        // Browsers send an origin and compare it. A client that sends none is no browser and has nothing to compare, so there is nothing to say.
        if (request.Headers.First(HeaderNames.Origin) is { } origin)
            headers.Add(new Header(HeaderNames.SecWebSocketOrigin, origin));
        headers.Add(new Header(HeaderNames.SecWebSocketLocation, RequestEcho.Location(request)));
        var subprotocol = SelectSubprotocol(request, options);
        // hybi-00 4.1: a client fails unless this is exactly what it sent; a part of it will not do.
        if (subprotocol is not null)
            headers.Add(new Header(HeaderNames.SecWebSocketProtocol, request.Headers.First(HeaderNames.SecWebSocketProtocol)!));
        var challenge = new HandshakeChallenge(ChallengeAnswer.Key3Length, key3 => ChallengeAnswer.For(number1, number2, key3.Span));
        return HandshakeResponse.Accept(101, ReasonPhrase, [.. headers], new AcceptedHandshake { Subprotocol = subprotocol }, challenge);
    }

    // One value, which may have spaces in it; but until hybi-03 a space parted several, so it may be a list as well.
    private static string? SelectSubprotocol(HandshakeRequest request, HandshakeOptions options) =>
        request.Headers.First(HeaderNames.SecWebSocketProtocol) is { Length: > 0 } offer
            ? options.SelectSubprotocol(offer.Split(' ', StringSplitOptions.RemoveEmptyEntries).Prepend(offer))
            : null;

    private static HandshakeResponse BadRequest(string refusal) => Refuse(HttpStatusCode.BadRequest, refusal);

    private static HandshakeResponse Refuse(HttpStatusCode status, string refusal, params ReadOnlySpan<Header> headers) =>
        HandshakeResponse.Refuse((int)status, refusal, headers);
}
