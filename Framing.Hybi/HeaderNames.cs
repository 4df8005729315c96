namespace Framing.Hybi;

/// <summary>The header fields of the opening handshake.</summary>
public static class HeaderNames
{
    /// <summary>The methods that are allowed, in a refusal of another.</summary>
    public const string Allow = "Allow";

    /// <summary>Holds <c>Upgrade</c>.</summary>
    public const string Connection = "Connection";

    /// <summary>The length of a body, which a handshake has not.</summary>
    public const string ContentLength = "Content-Length";

    /// <summary>The host and port that the client asks for.</summary>
    public const string Host = "Host";

    /// <summary>The proof that the server has read the key, see <see cref="AcceptKey"/>.</summary>
    public const string SecWebSocketAccept = "Sec-WebSocket-Accept";

    /// <summary>The extensions offered, or agreed on.</summary>
    public const string SecWebSocketExtensions = "Sec-WebSocket-Extensions";

    /// <summary>The key that <see cref="SecWebSocketAccept"/> answers.</summary>
    public const string SecWebSocketKey = "Sec-WebSocket-Key";

    /// <summary>The subprotocols offered, or the one chosen.</summary>
    public const string SecWebSocketProtocol = "Sec-WebSocket-Protocol";

    /// <summary>The version of the request, or those that the server has.</summary>
    public const string SecWebSocketVersion = "Sec-WebSocket-Version";

    /// <summary>How a body is sent, which a handshake has not.</summary>
    public const string TransferEncoding = "Transfer-Encoding";

    /// <summary>Holds <c>websocket</c>.</summary>
    public const string Upgrade = "Upgrade";
}
