using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Host.Upstream;

/// <summary>
/// The addresses to which clients send what their connections do not carry: the path of the connection with a secret in its query, which is all
/// that tells them apart. Safe from any thread.
/// </summary>
internal sealed class UpstreamAddresses
{
    /// <summary>The parameter of the query that holds the secret.</summary>
    public const string Parameter = "upstream";

    // Nobody guesses 128 bits, however often he may try.
    private const int SecretBytes = 16;

    private readonly ConcurrentDictionary<string, UpstreamChannel> _channels = new(StringComparer.Ordinal);

    public int Count => _channels.Count;

    /// <summary>Gives the channel an address.</summary>
    /// <returns>Its secret, which is good for an address as it is.</returns>
    public string Add(UpstreamChannel channel)
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        _channels[secret] = channel;
        return secret;
    }

    public bool TryFind(string secret, [NotNullWhen(true)] out UpstreamChannel? channel) => _channels.TryGetValue(secret, out channel);

    /// <summary>From now on the address is one like any other that was never given.</summary>
    public void Remove(string secret) => _channels.TryRemove(secret, out _);
}
