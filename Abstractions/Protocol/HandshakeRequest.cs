using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Abstractions;

/// <summary>The request of an opening handshake, as it came. Immutable.</summary>
public sealed class HandshakeRequest
{
    private readonly string? _authority;

    /// <summary>The door it came through.</summary>
    public required HandshakeEntry Entry { get; init; }

    /// <summary>The request method, as it came.</summary>
    public required string Method { get; init; }

    /// <summary>The request target, as it came: still encoded, with its query, possibly in absolute form.</summary>
    public required string RawTarget { get; init; }

    /// <summary>The HTTP version, such as 1.1.</summary>
    public required Version HttpVersion { get; init; }

    /// <summary>The header fields in the order they came, repeats included.</summary>
    public required HeaderList Headers { get; init; }

    /// <summary>Whether the client speaks TLS, to this host or to a trusted proxy in front of it.</summary>
    public bool IsSecure { get; init; }

    /// <summary>The address of the client, or null where the transport has none.</summary>
    public IPAddress? RemoteAddress { get; init; }

    /// <summary>The certificate by which the client has proved who it is, or null. One that could not be verified never gets here.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>The host and port the client asked for: the Host field, or :authority, as it came, unless a trusted proxy says otherwise.</summary>
    public string Authority
    {
        get => _authority ?? Headers.First("Host") ?? "";
        init => _authority = value;
    }

    /// <summary>The protocol an extended CONNECT asks for, else null.</summary>
    public string? ExtendedProtocol { get; init; }

    /// <summary>The decoded path of the target, without its query.</summary>
    public string Path => RequestTarget.PathOf(RawTarget);

    /// <summary>The query of the target without its question mark, still encoded; empty where there is none.</summary>
    public string Query => RequestTarget.QueryOf(RawTarget);
}
