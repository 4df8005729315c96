using System.Net;
using Abstractions;

namespace Adapters.Hixie75.Tests;

internal static class Requests
{
    // In the order in which Chrome 4 and Safari 5.0.0 send them.
    private static readonly (string Name, string? Value)[] UpgradeHeaders =
        [("Upgrade", "WebSocket"), ("Connection", "Upgrade"), ("Host", "server.example"), ("Origin", "http://page.example")];

    /// <summary>A good request with some headers replaced or added; a value of null leaves the header out.</summary>
    public static HandshakeRequest Upgrade(params (string Name, string? Value)[] headers) => Of("GET", HttpVersion.Version11, HandshakeEntry.Raw, "/chat", headers);

    public static HandshakeRequest Of(
        string method, Version version, HandshakeEntry entry = HandshakeEntry.Raw, string target = "/chat", params (string Name, string? Value)[] headers) => new()
    {
        Entry = entry,
        Method = method,
        RawTarget = target,
        HttpVersion = version,
        Headers =
        [
            .. UpgradeHeaders.Where(header => headers.All(other => other.Name != header.Name)).Concat(headers)
                .Where(header => header.Value is not null).Select(header => new Header(header.Name, header.Value!)),
        ],
    };

    public static HandshakeRequest Target(string target) => Of("GET", HttpVersion.Version11, HandshakeEntry.Raw, target);

    /// <summary>A request that came over TLS, or to a proxy that ends it.</summary>
    public static HandshakeRequest Secure(string authority) => new()
    {
        Entry = HandshakeEntry.Raw, Method = "GET", RawTarget = "/chat", HttpVersion = HttpVersion.Version11, Headers = Upgrade().Headers, IsSecure = true, Authority = authority,
    };
}
