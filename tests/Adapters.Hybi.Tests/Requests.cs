using System.Net;
using Abstractions;

namespace Adapters.Hybi.Tests;

internal static class Requests
{
    private static readonly (string Name, string? Value)[] UpgradeHeaders =
        [("Host", "server.example"), ("Upgrade", "websocket"), ("Connection", "keep-alive, Upgrade"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")];

    /// <summary>A good upgrade request with some headers replaced or added; a value of null leaves the header out.</summary>
    public static HandshakeRequest Upgrade(string version, params (string Name, string? Value)[] headers) => Of(version, "GET", HttpVersion.Version11, HandshakeEntry.Raw, headers);

    public static HandshakeRequest Of(string version, string method, Version httpVersion, HandshakeEntry entry, params (string Name, string? Value)[] headers) => new()
    {
        Entry = entry,
        Method = method,
        RawTarget = "/chat",
        HttpVersion = httpVersion,
        ExtendedProtocol = entry == HandshakeEntry.ExtendedConnect ? "websocket" : null,
        Headers =
        [
            .. UpgradeHeaders.Append((Name: "Sec-WebSocket-Version", Value: version)).Where(header => headers.All(other => other.Name != header.Name)).Concat(headers)
                .Where(header => header.Value is not null).Select(header => new Header(header.Name, header.Value!)),
        ],
    };
}
