using System.Net;
using Abstractions;

namespace Adapters.Sse.Tests;

/// <summary>Requests as clients make them.</summary>
internal static class Requests
{
    public static HandshakeRequest Open(string target = "/chat", string accept = "text/event-stream", string method = "GET", HandshakeEntry entry = HandshakeEntry.Http, params Header[] more) => new()
    {
        Entry = entry,
        Method = method,
        RawTarget = target,
        HttpVersion = HttpVersion.Version11,
        Headers = [new("Host", "wharf.example"), new("Accept", accept), .. more],
    };

    public static HandshakeRequest Post(string? contentType, params Header[] more) => Upstream("POST", "/chat?upstream=secret", contentType is null ? more : [new("Content-Type", contentType), .. more]);

    public static HandshakeRequest Delete(string query = "") => Upstream("DELETE", "/chat?upstream=secret" + query);

    public static HandshakeRequest Upstream(string method, string target, params Header[] headers) => new()
    {
        Entry = HandshakeEntry.Http,
        Method = method,
        RawTarget = target,
        HttpVersion = HttpVersion.Version11,
        Headers = [new("Host", "wharf.example"), .. headers],
    };
}
