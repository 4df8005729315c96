using System.Net;
using System.Security.Cryptography;
using System.Text;
using Host.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Host.Diagnostics;

/// <summary>
/// Who may see details: a client on this machine, and whoever has <c>Health:Key</c>. The key comes as <c>Authorization: Bearer</c>, never in the target,
/// which access logs keep. Immutable.
/// </summary>
internal sealed class DetailsAccess
{
    private const string Section = "Health:Key";
    private const string Scheme = "Bearer ";
    private const int ShortestKey = 16;

    // Any of these is from a proxy, trusted or not, and then the client is somewhere else.
    private static readonly string[] ProxyFields = ["Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP"];

    // Hashes of one length take one time to compare, whatever was sent.
    private readonly byte[]? _keyHash;

    private DetailsAccess(string? key) => _keyHash = key is null ? null : HashOf(key);

    /// <summary>Whether there is a key, so that a client without it should be asked for it.</summary>
    public bool HasKey => _keyHash is not null;

    /// <exception cref="ConfigurationException">The key is too short, or cannot be sent in a header.</exception>
    public static DetailsAccess Read(IConfiguration configuration)
    {
        if (configuration[Section] is not { Length: > 0 } key)
            return new DetailsAccess(null);
        if (key.Length < ShortestKey || key.Any(character => character is <= ' ' or > '~'))
            throw new ConfigurationException(Section, "(not shown)", $"at least {ShortestKey} characters of ASCII without spaces");
        return new DetailsAccess(key);
    }

    public bool Allows(HttpContext context) => IsLocal(context) || HasTheKey(context.Request.Headers.Authorization.ToString());

    // The host it was asked for must be this machine as well: a page elsewhere can give its own name this address, and be let read the answer.
    private static bool IsLocal(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } remote
        && IsLoopback(remote)
        && (context.Request.Host.Host == "localhost" || (IPAddress.TryParse(context.Request.Host.Host, out var host) && IsLoopback(host)))
        && !Array.Exists(ProxyFields, context.Request.Headers.ContainsKey);

    private static bool IsLoopback(IPAddress address) => IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    private bool HasTheKey(string authorization) =>
        _keyHash is not null
        && authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(HashOf(authorization[Scheme.Length..].Trim()), _keyHash);

    private static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
