using System.Net;
using Abstractions;

namespace Host.Diagnostics;

/// <summary>
/// An opening handshake as the clients of a revision send it, to show who would get it. For display only: the host chooses by what the loaded adapters
/// claim, and serves revisions of which nothing is written here.
/// </summary>
/// <param name="Revision">What the revision is called.</param>
/// <param name="SentBy">Whose clients send such a request, in words; null where that is not known.</param>
/// <param name="Request">The request.</param>
internal sealed record SampleRequest(string Revision, string? SentBy, HandshakeRequest Request)
{
    private const string Key = "dGhlIHNhbXBsZSBub25jZQ==";

    private static readonly Header Host = new("Host", "server.example");
    private static readonly Header Origin = new("Origin", "http://server.example");
    private static readonly Header OldOrigin = new("Sec-WebSocket-Origin", "http://server.example");

    /// <summary>What browsers have shipped, the oldest first.</summary>
    public static IReadOnlyList<SampleRequest> OfBrowsers { get; } =
    [
        new("hixie-75", "Chrome 4 and 5, Safari 5.0.0", Get(new("Upgrade", "WebSocket"), new("Connection", "Upgrade"), Host, Origin)),
        new("hixie-76", "Chrome 6 to 13, Safari 5.0.1 to 5.1, iOS 4.2 to 5, Firefox 4 and 5", Get(
            new("Upgrade", "WebSocket"), new("Connection", "Upgrade"), Host, Origin,
            new("Sec-WebSocket-Key1", "4 @1  46546xW%0l 1 5"), new("Sec-WebSocket-Key2", "12998 5 Y3 1  .P00"))),
        new("hybi-07", "Firefox 6", GetVersion("7", OldOrigin)),
        new("hybi-10", "Chrome 14 and 15, Firefox 7 to 10", GetVersion("8", OldOrigin)),
        new("rfc6455", "Chrome 16, Firefox 11, Safari 6, IE 10 and everything since", GetVersion("13", Origin)),
        new("rfc8441", "browsers over HTTP/2", new HandshakeRequest
        {
            Entry = HandshakeEntry.ExtendedConnect, Method = "CONNECT", RawTarget = "/", HttpVersion = HttpVersion.Version20, ExtendedProtocol = "websocket", IsSecure = true,
            Headers = [Origin, new("Sec-WebSocket-Version", "13")], Authority = Host.Value,
        }),
        new("sse", "EventSource, where WebSocket does not get through", new HandshakeRequest
        {
            Entry = HandshakeEntry.Http, Method = "GET", RawTarget = "/", HttpVersion = HttpVersion.Version11,
            Headers = [Host, new("Accept", "text/event-stream"), new("Cache-Control", "no-cache")],
        }),
    ];

    /// <summary>The request of a version that no browser has shipped, but an adapter lists.</summary>
    public static SampleRequest OfVersion(string version) => new($"version {version}", null, GetVersion(version, Origin));

    /// <summary>The version the request names, or null.</summary>
    public string? Version => Request.Headers.Only("Sec-WebSocket-Version");

    private static HandshakeRequest GetVersion(string version, Header origin) => Get(
        Host, new("Upgrade", "websocket"), new("Connection", "Upgrade"), new("Sec-WebSocket-Key", Key), new("Sec-WebSocket-Version", version), origin);

    private static HandshakeRequest Get(params ReadOnlySpan<Header> headers) => new()
    {
        Entry = HandshakeEntry.Raw, Method = "GET", RawTarget = "/", HttpVersion = HttpVersion.Version11, Headers = HeaderList.Create(headers),
    };
}
