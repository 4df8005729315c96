using Abstractions;

namespace Framing.Hixie;

/// <summary>What an answer repeats of its request. A client compares it byte for byte, and fails without a word where it differs.</summary>
public static class RequestEcho
{
    private const string Origin = "Origin";
    private const int BadRequest = 400;

    /// <summary>Refuses the request where it cannot be repeated: all must be one value, and one that can stand in a header. Else null.</summary>
    /// <param name="request">The request.</param>
    /// <param name="protocolHeader">The name of the field in which the revision has its subprotocol.</param>
    public static HandshakeResponse? Refuse(HandshakeRequest request, string protocolHeader)
    {
        ArgumentNullException.ThrowIfNull(request);
        foreach (var name in new[] { Origin, protocolHeader })
        {
            if (request.Headers.CountOf(name) > 1)
                return HandshakeResponse.Refuse(BadRequest, $"The request must not have more than one {name} header.");
            if (!IsPrintable(request.Headers.First(name)))
                return HandshakeResponse.Refuse(BadRequest, $"The value of {name} is not printable ASCII.");
        }
        if (!IsPrintable(request.Authority))
            return HandshakeResponse.Refuse(BadRequest, "The value of Host is not printable ASCII.");
        if (!IsPrintable(request.RawTarget) || OriginForm(request.RawTarget) is null)
            return HandshakeResponse.Refuse(BadRequest, "The request target is not a path.");
        return null;
    }

    /// <summary>The location that the client has asked for (hybi-00 5.2), port and all, of a request that <see cref="Refuse"/> lets pass.</summary>
    public static string Location(HandshakeRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return $"{(request.IsSecure ? "wss" : "ws")}://{request.Authority}{OriginForm(request.RawTarget)}";
    }

    // RFC 9112 3.2.2: the absolute form, which a proxy may send, has the path behind scheme and authority, and possibly no path.
    private static string? OriginForm(string target)
    {
        if (target.StartsWith('/'))
            return target;
        var scheme = target.IndexOf("://", StringComparison.Ordinal);
        if (scheme <= 0)
            return null;
        var path = target.AsSpan(scheme + 3).IndexOfAny('/', '?');
        if (path < 0)
            return "/";
        path += scheme + 3;
        return target[path] == '/' ? target[path..] : $"/{target[path..]}";
    }

    private static bool IsPrintable(ReadOnlySpan<char> value) => !value.ContainsAnyExceptInRange(' ', '~');
}
