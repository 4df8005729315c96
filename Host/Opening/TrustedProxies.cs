using System.Net;
using System.Net.Sockets;
using Host.Configuration;
using Microsoft.Extensions.Configuration;

namespace Host.Opening;

/// <summary>The peers that are believed what they say of their clients: those that <c>ForwardedHeaders:Trusted</c> lists. Immutable.</summary>
internal sealed class TrustedProxies
{
    /// <summary>The configuration key.</summary>
    public const string Key = "ForwardedHeaders:Trusted";

    private readonly IPNetwork[] _networks;

    private TrustedProxies(IPNetwork[] networks) => _networks = networks;

    /// <exception cref="ConfigurationException">An entry is no address and no network.</exception>
    public static TrustedProxies Read(IConfiguration configuration) => new([.. configuration.ReadList(Key).Select(Parse)]);

    /// <summary>Whether nobody is trusted.</summary>
    public bool IsEmpty => _networks.Length == 0;

    public bool Contains(IPAddress peer)
    {
        if (peer.IsIPv4MappedToIPv6)
            peer = peer.MapToIPv4();
        return Array.Exists(_networks, network => network.Contains(peer));
    }

    private static IPNetwork Parse(string entry)
    {
        if (IPAddress.TryParse(entry, out var address))
            return new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
        return IPNetwork.TryParse(entry, out var network)
            ? network
            : throw new ConfigurationException(Key, entry, "addresses or networks such as 127.0.0.1, 10.0.0.0/8 or fd00::/8");
    }
}
