using System.Net;
using Abstractions;

namespace Adapters.Hixie76.Tests;

internal static class Requests
{
    private static readonly (string Name, string? Value)[] UpgradeHeaders =
    [
        ("Host", "server.example"), ("Connection", "Upgrade"), ("Sec-WebSocket-Key2", "12998 5 Y3 1  .P00"), ("Upgrade", "WebSocket"),
        ("Sec-WebSocket-Key1", "4 @1  46546xW%0l 1 5"), ("Origin", "http://page.example"),
    ];

    /// <summary>A good request with some headers replaced or added; a value of null leaves the header out.</summary>
    public static HandshakeRequest Upgrade(params (string Name, string? Value)[] headers) => Upgrade("/chat", headers);

    public static HandshakeRequest Upgrade(string target, params (string Name, string? Value)[] headers) => new()
    {
        Entry = HandshakeEntry.Raw,
        Method = "GET",
        RawTarget = target,
        HttpVersion = HttpVersion.Version11,
        Headers = Headers(headers),
    };

    public static HandshakeRequest Of(HandshakeEntry entry, string method, Version version) => new()
    {
        Entry = entry, Method = method, RawTarget = "/chat", HttpVersion = version, Headers = Headers([]),
    };

    public static HandshakeRequest Secure(string authority) => new()
    {
        Entry = HandshakeEntry.Raw, Method = "GET", RawTarget = "/chat", HttpVersion = HttpVersion.Version11, Headers = Headers([]), IsSecure = true, Authority = authority,
    };

    private static HeaderList Headers((string Name, string? Value)[] headers) =>
    [
        .. UpgradeHeaders.Where(header => headers.All(other => other.Name != header.Name)).Concat(headers)
            .Where(header => header.Value is not null).Select(header => new Header(header.Name, header.Value!)),
    ];
}
