using Host.Configuration;

namespace Host.Opening;

/// <summary>An entry of the list of allowed origins: <c>https://app.example</c>, <c>https://*.example</c>, <c>http://localhost:3000</c> or <c>null</c>.</summary>
/// <param name="Scheme">The scheme, or null for the origin <c>null</c>.</param>
/// <param name="Host">The host, or the domain below which any host matches.</param>
/// <param name="Port">The port.</param>
/// <param name="IsSubdomains">Whether any host below the domain matches, and the domain itself does not.</param>
internal sealed record OriginPattern(string? Scheme, string Host, int Port, bool IsSubdomains)
{
    private const string AnyHost = "*.";

    /// <exception cref="ConfigurationException">The entry is not an origin.</exception>
    public static OriginPattern Parse(string entry)
    {
        if (entry == "null")
            return new OriginPattern(null, "", 0, IsSubdomains: false);
        var authority = entry.IndexOf("://", StringComparison.Ordinal) + 3;
        var isSubdomains = authority > 3 && string.CompareOrdinal(entry, authority, AnyHost, 0, AnyHost.Length) == 0;
        if (!TryParseOrigin(isSubdomains ? entry.Remove(authority, AnyHost.Length) : entry, out var origin))
            throw new ConfigurationException("Origins", entry, "origins such as https://app.example, https://*.example or http://localhost:3000, or *");
        return new OriginPattern(origin.Scheme, origin.Host, origin.Port, isSubdomains);
    }

    /// <summary>Reads a serialised origin (RFC 6454 6.2): a scheme, a host and perhaps a port, and nothing else.</summary>
    public static bool TryParseOrigin(string text, out Uri origin) =>
        Uri.TryCreate(text, UriKind.Absolute, out origin!)
        && origin.Host.Length > 0
        && origin.PathAndQuery is "/" or ""
        && origin.Fragment.Length == 0
        && origin.UserInfo.Length == 0
        && !text.EndsWith('/');

    public bool Matches(string origin)
    {
        if (Scheme is null)
            return origin == "null";
        if (!TryParseOrigin(origin, out var parsed) || parsed.Scheme != Scheme || parsed.Port != Port)
            return false;
        if (!IsSubdomains)
            return parsed.Host.Equals(Host, StringComparison.OrdinalIgnoreCase);
        return parsed.Host.Length > Host.Length + 1
            && parsed.Host.EndsWith(Host, StringComparison.OrdinalIgnoreCase)
            && parsed.Host[^(Host.Length + 1)] == '.';
    }
}
