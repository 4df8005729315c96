using System.Net;
using Abstractions;

namespace Adapters.Rfc6455.Tests;

internal static class Requests
{
    private static readonly (string Name, string? Value)[] UpgradeHeaders =
    [
        ("Host", "server.example"), ("Upgrade", "websocket"), ("Connection", "keep-alive, Upgrade"),
        ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="), ("Sec-WebSocket-Version", "13"),
    ];

    /// <summary>A good upgrade request with some headers replaced or added; a value of null leaves the header out.</summary>
    public static HandshakeRequest Upgrade(params (string Name, string? Value)[] headers) => Upgrade("GET", HttpVersion.Version11, headers);

    public static HandshakeRequest Upgrade(string method, Version version, params (string Name, string? Value)[] headers) => new()
    {
        Entry = HandshakeEntry.Raw,
        Method = method,
        RawTarget = "/chat",
        HttpVersion = version,
        Headers = [.. UpgradeHeaders.Where(header => headers.All(other => other.Name != header.Name)).Concat(headers).Where(Given).Select(ToHeader)],
    };

    public static HandshakeRequest Connect(params (string Name, string? Value)[] headers) => Connect("CONNECT", "websocket", headers);

    public static HandshakeRequest Connect(string method, string? protocol, params (string Name, string? Value)[] headers) => new()
    {
        Entry = HandshakeEntry.ExtendedConnect,
        Method = method,
        RawTarget = "/chat",
        HttpVersion = HttpVersion.Version20,
        ExtendedProtocol = protocol,
        Authority = "server.example",
        Headers = [.. headers.Where(Given).Select(ToHeader)],
    };

    private static bool Given((string Name, string? Value) header) => header.Value is not null;

    private static Header ToHeader((string Name, string? Value) header) => new(header.Name, header.Value!);
}
