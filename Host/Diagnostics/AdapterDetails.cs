using Abstractions;
using Host.Connections;

namespace Host.Diagnostics;

/// <summary>One adapter and what was seen of its clients.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Versions">The <c>Sec-WebSocket-Version</c> values that it answers to.</param>
/// <param name="Opened">Connections since the start of the host.</param>
/// <param name="Open">Connections open now.</param>
/// <param name="LastSeen">When one was last opened or ended, or null.</param>
/// <param name="UserAgent">The last <c>User-Agent</c> of a client, or null.</param>
internal sealed record AdapterDetails(string Name, IReadOnlyList<string> Versions, long Opened, long Open, DateTimeOffset? LastSeen, string? UserAgent)
{
    private const int LongestUserAgent = 200;

    public static AdapterDetails Of(IProtocolAdapter adapter, AdapterUse use) =>
        new(adapter.Name, [.. adapter.Handshake.Versions], use.Opened, use.Open, use.LastSeen, Sample(use.UserAgent));

    // It is whatever a client has sent.
    private static string? Sample(string? userAgent) => userAgent is null
        ? null
        : string.Concat(userAgent.Take(LongestUserAgent).Select(character => char.IsControl(character) ? '?' : character));
}
