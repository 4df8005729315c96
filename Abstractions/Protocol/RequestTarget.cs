namespace Abstractions;

/// <summary>Takes a request target (RFC 9112 3.2) apart.</summary>
internal static class RequestTarget
{
    public static string PathOf(string target)
    {
        var path = OriginForm(target);
        var query = path.IndexOf('?');
        if (query >= 0)
            path = path[..query];
        if (path.Contains('%'))
            return Uri.UnescapeDataString(path);
        return path.Length == target.Length ? target : path.ToString();
    }

    public static string QueryOf(string target)
    {
        var query = target.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? "" : target[(query + 1)..];
    }

    // RFC 9112 3.2.2: a server must accept the absolute form, though only proxies are sent it.
    private static ReadOnlySpan<char> OriginForm(string target)
    {
        if (target.StartsWith('/'))
            return target;
        var scheme = target.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
            return target;
        var path = target.IndexOf('/', scheme + 3);
        return path < 0 ? "/" : target.AsSpan(path);
    }
}
