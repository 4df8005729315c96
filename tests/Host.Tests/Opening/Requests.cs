using System.Net;
using Abstractions;

namespace Host.Tests.Opening;

internal static class Requests
{
    public static HandshakeRequest Get(string target, params (string Name, string Value)[] headers) => new()
    {
        Entry = HandshakeEntry.Raw,
        Method = "GET",
        RawTarget = target,
        HttpVersion = HttpVersion.Version11,
        Headers = [.. headers.Select(header => new Header(header.Name, header.Value))],
        RemoteAddress = IPAddress.Loopback,
    };
}
