using System.Net;
using Abstractions;
using Framing.Hixie;

namespace Adapters.Hixie75;

/// <summary>The opening handshake of Hixie-75.</summary>
internal sealed class Hixie75Handshake : IHandshakeNegotiator
{
    // Two words here, and one in Hixie-76: Chrome 4 and 5 and Safari 5.0.0 compare the first three lines byte for byte.
    private const string ReasonPhrase = "Web Socket Protocol Handshake";

    private static readonly Header UpgradeToWebSocket = new(HeaderNames.Upgrade, "WebSocket");
    private static readonly Header ConnectionUpgrade = new(HeaderNames.Connection, "Upgrade");

    public IReadOnlyList<string> Versions { get; } = [];

    // Nothing in the request names the revision. So it must be in all what its clients send, and nothing must be there that they do not send;
    // but a proxy may have added fields, and put them into another order.
    public bool Claims(HandshakeRequest request) =>
        request.Entry is HandshakeEntry.Raw or HandshakeEntry.Upgrade
        && request.Method == "GET"
        && request.HttpVersion == HttpVersion.Version11
        && request.Headers.Only(HeaderNames.Upgrade) == UpgradeToWebSocket.Value
        && ConnectionUpgrade.Value.Equals(request.Headers.Only(HeaderNames.Connection), StringComparison.OrdinalIgnoreCase)
        && !string.IsNullOrEmpty(request.Headers.Only(HeaderNames.Host))
        && request.Headers.Contains(HeaderNames.Origin)
        && !request.Headers.Any(IsForeign);

    public HandshakeResponse Negotiate(HandshakeRequest request, HandshakeOptions options) =>
        RequestEcho.Refuse(request, HeaderNames.WebSocketProtocol) ?? Accept(request, options);

    private static HandshakeResponse Accept(HandshakeRequest request, HandshakeOptions options)
    {
        var headers = new List<Header>
        {
            UpgradeToWebSocket,
            ConnectionUpgrade,
            new(HeaderNames.WebSocketOrigin, request.Headers.First(HeaderNames.Origin)!),
            new(HeaderNames.WebSocketLocation, RequestEcho.Location(request)),
        };
        var subprotocol = SelectSubprotocol(request, options);
        if (subprotocol is not null)
            headers.Add(new Header(HeaderNames.WebSocketProtocol, subprotocol));
        return HandshakeResponse.Accept(101, ReasonPhrase, [.. headers], new AcceptedHandshake { Subprotocol = subprotocol });
    }

    // One value, never a list; a client fails unless it comes back.
    private static string? SelectSubprotocol(HandshakeRequest request, HandshakeOptions options) =>
        request.Headers.First(HeaderNames.WebSocketProtocol) is { } offer ? options.SelectSubprotocol([offer]) : null;

    // The fields of later revisions; those of a body; and one that every HTTP client sends, but none of this revision's.
    private static bool IsForeign(Header header) =>
        header.Name.StartsWith(HeaderNames.SecPrefix, StringComparison.OrdinalIgnoreCase)
        || header.Name.Equals(HeaderNames.TransferEncoding, StringComparison.OrdinalIgnoreCase)
        || (header.Name.Equals(HeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase) && header.Value != "0")
        || header.Name.Equals(HeaderNames.UserAgent, StringComparison.OrdinalIgnoreCase);
}
