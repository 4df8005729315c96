using Abstractions;
using Host.Configuration;
using Microsoft.Extensions.Configuration;

namespace Host.Opening;

/// <summary>
/// Which pages may open connections (RFC 6455 10.2): by default those of this server itself, else those of the allow-list <c>Origins</c>.
/// A request without an origin comes from no browser and passes. Immutable but for what has passed last.
/// </summary>
internal sealed class OriginPolicy
{
    private readonly bool _any;
    private readonly OriginPattern[] _allowed;

    // Most connections come from one page, and to compare two origins costs more than the rest of the handshake.
    private volatile Passed? _last;

    private OriginPolicy(bool any, OriginPattern[] allowed)
    {
        _any = any;
        _allowed = allowed;
    }

    /// <exception cref="ConfigurationException">An entry is neither an origin nor a pattern of one.</exception>
    public static OriginPolicy Read(IConfiguration configuration)
    {
        var entries = configuration.ReadList("Origins");
        return new OriginPolicy(entries.Contains("*"), [.. entries.Where(entry => entry != "*").Select(OriginPattern.Parse)]);
    }

    /// <summary>Says why the request's origin is refused, or null where it passes.</summary>
    public string? Refuse(HandshakeRequest request)
    {
        string? origin = null;
        for (var i = 0; i < request.Headers.Count; i++)
        {
            var header = request.Headers[i];
            // Sec-WebSocket-Origin is the field's name in versions 4 to 8.
            if (!header.Name.Equals("Origin", StringComparison.OrdinalIgnoreCase) && !header.Name.Equals("Sec-WebSocket-Origin", StringComparison.OrdinalIgnoreCase))
                continue;
            if (origin is not null && !origin.Equals(header.Value, StringComparison.OrdinalIgnoreCase))
                return "the request names two different origins";
            origin = header.Value;
        }
        if (origin is null || _any)
            return null;
        var authority = request.Authority;
        if (_last is { } last && last.Origin == origin && last.Authority == authority)
            return null;
        if (RefuseOther(origin, authority) is { } refusal)
            return refusal;
        _last = new Passed(origin, authority);
        return null;
    }

    private string? RefuseOther(string origin, string authority)
    {
        if (_allowed.Length > 0)
            return Array.Exists(_allowed, pattern => pattern.Matches(origin)) ? null : $"the origin {origin} is not on the list Origins";
        return IsSame(origin, authority) ? null : $"the origin {origin} is not this server's; add it to Origins to allow it";
    }

    // The scheme is not compared: behind a proxy that ends TLS this server does not know the page's. Without a port in Host the page must
    // have been at the default port of its own scheme.
    private static bool IsSame(string origin, string authority) =>
        OriginPattern.TryParseOrigin(origin, out var page)
        && Uri.TryCreate($"{page.Scheme}://{authority}", UriKind.Absolute, out var host)
        && page.Host.Equals(host.Host, StringComparison.OrdinalIgnoreCase)
        && page.Port == host.Port;

    private sealed record Passed(string Origin, string Authority);
}
