using System.Net;
using Abstractions;

namespace Contracts;

/// <summary>Requests as nobody should send them.</summary>
internal static class OddRequests
{
    private static readonly string[] OddValues = ["", " ", ",", ",,;=\"", "\"", "\\", "a, b", "websocket, Upgrade, 13", "\u00E9\u0001\uD800", new('a', 20_000), "0", "-1", "13.0", "99999999999999999999"];

    private static readonly string[] Names =
    [
        "Host", "Upgrade", "Connection", "Origin", "Sec-WebSocket-Key", "Sec-WebSocket-Version", "Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions",
        "Sec-WebSocket-Key1", "Sec-WebSocket-Key2", "Sec-WebSocket-Draft", "WebSocket-Protocol", "Content-Length", "Transfer-Encoding", "",
    ];

    public static IEnumerable<HandshakeRequest> Bare =>
        from entry in Enum.GetValues<HandshakeEntry>()
        from method in new[] { "", "GET", "CONNECT", "get", "\u0000" }
        from headers in OddValues.Select(value => HeaderList.Create([.. Names.Select(name => new Header(name, value))])).Prepend(HeaderList.Empty)
        select new HandshakeRequest { Entry = entry, Method = method, RawTarget = "", HttpVersion = new Version(0, 0), Headers = headers };

    /// <summary>A request spoilt in one place, for each place.</summary>
    public static IEnumerable<HandshakeRequest> Spoilt(HandshakeRequest request)
    {
        foreach (var entry in Enum.GetValues<HandshakeEntry>())
            yield return Copy(request, request.Headers, entry: entry);
        foreach (var method in new[] { "", "get", "GET", "POST", "CONNECT" })
            yield return Copy(request, request.Headers, method: method);
        foreach (var version in new[] { new Version(0, 9), HttpVersion.Version10, HttpVersion.Version11, HttpVersion.Version20, HttpVersion.Version30 })
            yield return Copy(request, request.Headers, version: version);
        foreach (var target in new[] { "", "*", "//", "/%", "/\u00E9", "http://", "http://a" })
            yield return Copy(request, request.Headers, target: target);
        for (var i = 0; i < request.Headers.Count; i++)
        {
            var header = request.Headers[i];
            yield return Copy(request, Replace(request.Headers, i));
            yield return Copy(request, Replace(request.Headers, i, header, header));
            foreach (var value in OddValues)
                yield return Copy(request, Replace(request.Headers, i, header with { Value = value }));
        }
        foreach (var name in Names)
        {
            foreach (var value in OddValues)
                yield return Copy(request, [.. request.Headers, new Header(name, value)]);
        }
    }

    private static HeaderList Replace(HeaderList headers, int index, params Header[] by) =>
        [.. headers.Take(index), .. by, .. headers.Skip(index + 1)];

    private static HandshakeRequest Copy(
        HandshakeRequest request, HeaderList headers, HandshakeEntry? entry = null, string? method = null, Version? version = null, string? target = null) => new()
        {
            Entry = entry ?? request.Entry,
            Method = method ?? request.Method,
            RawTarget = target ?? request.RawTarget,
            HttpVersion = version ?? request.HttpVersion,
            Headers = headers,
            ExtendedProtocol = request.ExtendedProtocol,
            IsSecure = request.IsSecure,
        };
}
