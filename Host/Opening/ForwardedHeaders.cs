using System.Net;
using Abstractions;
using Host.Configuration;

namespace Host.Opening;

/// <summary>
/// What a trusted proxy says of the client's request: <c>X-Forwarded-For</c>, <c>X-Forwarded-Proto</c> and <c>X-Forwarded-Host</c>, from
/// <see cref="TrustedProxies"/> and from nobody else. Safe from any thread.
/// </summary>
internal sealed class ForwardedHeaders(Replaceable<TrustedProxies> proxies)
{
    /// <summary>The request as the client made it.</summary>
    public HandshakeRequest Apply(HandshakeRequest request)
    {
        var trusted = proxies.Current;
        if (trusted.IsEmpty || request.RemoteAddress is not { } peer || !trusted.Contains(peer))
            return request;
        var scheme = Last(request, "X-Forwarded-Proto");
        var authority = Last(request, "X-Forwarded-Host");
        var client = ClientOf(request, peer, trusted);
        if (scheme is null && authority is null && client == peer)
            return request;
        return new HandshakeRequest
        {
            Entry = request.Entry,
            Method = request.Method,
            RawTarget = request.RawTarget,
            HttpVersion = request.HttpVersion,
            Headers = request.Headers,
            RemoteAddress = client,
            ClientCertificate = request.ClientCertificate,
            ExtendedProtocol = request.ExtendedProtocol,
            IsSecure = scheme is null ? request.IsSecure : scheme.ToUpperInvariant() is "HTTPS" or "WSS",
            Authority = authority ?? request.Authority,
        };
    }

    // A proxy adds at the end; what stands before may be the client's own invention.
    private static string? Last(HandshakeRequest request, string name) => request.Headers.Elements(name).LastOrDefault();

    // Each proxy adds whom it was asked by. So the way back goes from one that is trusted to the next, and ends at the first that is not.
    private static IPAddress ClientOf(HandshakeRequest request, IPAddress peer, TrustedProxies trusted)
    {
        var client = peer;
        foreach (var element in request.Headers.Elements("X-Forwarded-For").Reverse())
        {
            if (!trusted.Contains(client) || ParseAddress(element) is not { } before)
                break;
            client = before;
        }
        return client;
    }

    // Some proxies add the port. What is no address, such as "unknown", is where the way back ends.
    private static IPAddress? ParseAddress(string element)
    {
        var isAddress = IPEndPoint.TryParse(element, out var endPoint) && element.AsSpan().ContainsAny('.', ':');
        return isAddress ? endPoint!.Address : null;
    }
}
