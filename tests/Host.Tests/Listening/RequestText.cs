namespace Host.Tests.Listening;

/// <summary>Requests as they are on the wire.</summary>
internal static class RequestText
{
    public const string Accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    public static string Get(string target, string headers = "") => $"GET {target} HTTP/1.1\r\nHost: server.example\r\n{headers}\r\n";

    /// <summary>A good opening handshake of RFC 6455.</summary>
    public static string Upgrade(string target = "/chat", string headers = "") => Get(
        target,
        $"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n{headers}");
}
