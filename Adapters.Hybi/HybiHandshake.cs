using System.Globalization;
using Abstractions;
using Framing.Hybi;

namespace Adapters.Hybi;

/// <summary>The opening handshake of hybi-07 to -12 section 5.2: that of RFC 6455 under another version.</summary>
internal sealed class HybiHandshake(HybiVersion version) : IHandshakeNegotiator
{
    public IReadOnlyList<string> Versions { get; } = [((int)version).ToString(CultureInfo.InvariantCulture)];

    public bool Claims(HandshakeRequest request) =>
        request.Entry is HandshakeEntry.Raw or HandshakeEntry.Upgrade && request.Headers.Only(HeaderNames.SecWebSocketVersion) == Versions[0];

    public HandshakeResponse Negotiate(HandshakeRequest request, HandshakeOptions options) =>
        UpgradeRequest.Refuse(request, Versions[0]) ?? RefuseKey(request.Headers) ?? Accept(request, options);

    // hybi-07 5.1 has 16 bytes, too; but clients of the time that send fewer were served by all.
    private static HandshakeResponse? RefuseKey(HeaderList headers) => AcceptKey.IsBase64(headers.First(HeaderNames.SecWebSocketKey))
        ? null
        : HandshakeResponse.Refuse(400, "The value of Sec-WebSocket-Key is not base64.");

    private static HandshakeResponse Accept(HandshakeRequest request, HandshakeOptions options)
    {
        var accept = new Header(HeaderNames.SecWebSocketAccept, AcceptKey.For(request.Headers.First(HeaderNames.SecWebSocketKey)!));
        var subprotocol = options.SelectSubprotocol(request.Headers.Elements(HeaderNames.SecWebSocketProtocol));
        // Extensions are declined by leaving their header out: deflate-stream would be another framing.
        HeaderList headers = subprotocol is null
            ? [UpgradeRequest.UpgradeToWebSocket, UpgradeRequest.ConnectionUpgrade, accept]
            : [UpgradeRequest.UpgradeToWebSocket, UpgradeRequest.ConnectionUpgrade, accept, new Header(HeaderNames.SecWebSocketProtocol, subprotocol)];
        return HandshakeResponse.Accept(101, "Switching Protocols", headers, new AcceptedHandshake { Subprotocol = subprotocol });
    }
}
