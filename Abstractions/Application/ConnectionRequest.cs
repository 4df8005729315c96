using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Abstractions;

/// <summary>The request that opened a connection, as a handler sees it. Immutable.</summary>
public sealed class ConnectionRequest
{
    private readonly string _target;

    /// <summary>Takes from the handshake what concerns an application.</summary>
    public ConnectionRequest(HandshakeRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        _target = request.RawTarget;
        Headers = request.Headers;
        IsSecure = request.IsSecure;
        RemoteAddress = request.RemoteAddress;
        ClientCertificate = request.ClientCertificate;
    }

    /// <summary>The decoded path, without the query.</summary>
    public string Path => RequestTarget.PathOf(_target);

    /// <summary>The query without its question mark, still encoded; empty where there is none.</summary>
    public string Query => RequestTarget.QueryOf(_target);

    /// <summary>The header fields in the order they came, repeats included.</summary>
    public HeaderList Headers { get; }

    /// <summary>Whether the client speaks TLS, to this host or to a trusted proxy in front of it.</summary>
    public bool IsSecure { get; }

    /// <summary>The address of the client, or null where the transport has none.</summary>
    public IPAddress? RemoteAddress { get; }

    /// <summary>
    /// The certificate by which the client has proved to this host who it is, or null. Verified before the connection was opened; the host
    /// owns it, so copy what is needed for longer than the connection.
    /// </summary>
    public X509Certificate2? ClientCertificate { get; }

    /// <summary>The decoded value of the first query parameter of the name, or null.</summary>
    public string? QueryValue(string name)
    {
        foreach (var pair in Query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = Split(pair);
            if (Decode(key) == name)
                return Decode(value);
        }
        return null;

        // HTML forms and URLSearchParams write a space as a plus sign.
        static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
    }

    /// <summary>The value of the cookie of the name, or null (RFC 6265 4.2).</summary>
    public string? Cookie(string name)
    {
        foreach (var header in Headers)
        {
            if (!header.Name.Equals("Cookie", StringComparison.OrdinalIgnoreCase))
                continue;
            foreach (var pair in header.Value.Split(';', StringSplitOptions.TrimEntries))
            {
                var (key, value) = Split(pair);
                if (key == name)
                    return value;
            }
        }
        return null;
    }

    private static (string Key, string Value) Split(string pair)
    {
        var equals = pair.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (pair, "") : (pair[..equals], pair[(equals + 1)..]);
    }
}
