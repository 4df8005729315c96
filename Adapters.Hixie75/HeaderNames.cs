namespace Adapters.Hixie75;

/// <summary>The header fields of the opening handshake.</summary>
internal static class HeaderNames
{
    public const string Connection = "Connection";
    public const string ContentLength = "Content-Length";
    public const string Host = "Host";
    public const string Origin = "Origin";
    public const string TransferEncoding = "Transfer-Encoding";
    public const string Upgrade = "Upgrade";
    public const string UserAgent = "User-Agent";
    public const string WebSocketLocation = "WebSocket-Location";
    public const string WebSocketOrigin = "WebSocket-Origin";
    public const string WebSocketProtocol = "WebSocket-Protocol";

    /// <summary>What the names of the fields of all later revisions begin with, and those of many that later browsers send.</summary>
    public const string SecPrefix = "Sec-";
}
