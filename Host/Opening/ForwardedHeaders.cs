using System.Net;
using Abstractions;
using Host.Configuration;
using Microsoft.Extensions.Configuration;

namespace Host.Opening;

/// <summary>
/// What a trusted proxy says of the client's request: <c>X-Forwarded-Proto</c> and <c>X-Forwarded-Host</c>, from the peers that
/// <c>ForwardedHeaders:Trusted</c> lists and from nobody else. Immutable.
/// </summary>
internal sealed class ForwardedHeaders
{
    private readonly IPNetwork[] _trusted;

    private ForwardedHeaders(IPNetwork[] trusted) => _trusted = trusted;

    /// <exception cref="ConfigurationException">An entry is no address and no network.</exception>
    public static ForwardedHeaders Read(IConfiguration configuration) =>
        new([.. configuration.ReadList("ForwardedHeaders:Trusted").Select(Parse)]);

    /// <summary>The request as the client made it.</summary>
    public HandshakeRequest Apply(HandshakeRequest request)
    {
        if (_trusted.Length == 0 || request.RemoteAddress is not { } peer || !IsTrusted(peer))
            return request;
        var scheme = Last(request, "X-Forwarded-Proto");
        var authority = Last(request, "X-Forwarded-Host");
        if (scheme is null && authority is null)
            return request;
        return new HandshakeRequest
        {
            Entry = request.Entry,
            Method = request.Method,
            RawTarget = request.RawTarget,
            HttpVersion = request.HttpVersion,
            Headers = request.Headers,
            RemoteAddress = request.RemoteAddress,
            ClientCertificate = request.ClientCertificate,
            ExtendedProtocol = request.ExtendedProtocol,
            IsSecure = scheme is null ? request.IsSecure : scheme.ToUpperInvariant() is "HTTPS" or "WSS",
            Authority = authority ?? request.Authority,
        };
    }

    // A proxy adds at the end; what stands before may be the client's own invention.
    private static string? Last(HandshakeRequest request, string name) => request.Headers.Elements(name).LastOrDefault();

    private bool IsTrusted(IPAddress peer)
    {
        if (peer.IsIPv4MappedToIPv6)
            peer = peer.MapToIPv4();
        return Array.Exists(_trusted, network => network.Contains(peer));
    }

    private static IPNetwork Parse(string entry)
    {
        if (IPAddress.TryParse(entry, out var address))
            return new IPNetwork(address, address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 32 : 128);
        return IPNetwork.TryParse(entry, out var network)
            ? network
            : throw new ConfigurationException("ForwardedHeaders:Trusted", entry, "addresses or networks such as 127.0.0.1, 10.0.0.0/8 or fd00::/8");
    }
}
