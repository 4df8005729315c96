namespace Adapters.Hixie76;

/// <summary>The header fields of the opening handshake.</summary>
internal static class HeaderNames
{
    public const string Allow = "Allow";
    public const string Connection = "Connection";
    public const string ContentLength = "Content-Length";
    public const string Host = "Host";
    public const string Origin = "Origin";
    public const string SecWebSocketDraft = "Sec-WebSocket-Draft";
    public const string SecWebSocketKey1 = "Sec-WebSocket-Key1";
    public const string SecWebSocketKey2 = "Sec-WebSocket-Key2";
    public const string SecWebSocketLocation = "Sec-WebSocket-Location";
    public const string SecWebSocketOrigin = "Sec-WebSocket-Origin";
    public const string SecWebSocketProtocol = "Sec-WebSocket-Protocol";
    public const string SecWebSocketVersion = "Sec-WebSocket-Version";
    public const string TransferEncoding = "Transfer-Encoding";
    public const string Upgrade = "Upgrade";
}
