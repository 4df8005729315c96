using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Host.Configuration;
using Microsoft.Extensions.Configuration;

namespace Host.Listening;

/// <summary>Who may have issued the certificates of clients: the authorities in the file <c>Tls:ClientAuthorities</c>, else those the system trusts. Immutable.</summary>
internal sealed class ClientAuthorities
{
    private const string Key = "Tls:ClientAuthorities";

    // RFC 5280 4.2.1.12: id-kp-clientAuth.
    private static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2");

    private readonly X509Certificate2Collection? _authorities;

    private ClientAuthorities(X509Certificate2Collection? authorities) => _authorities = authorities;

    /// <exception cref="ConfigurationException">The file has no certificates in it.</exception>
    public static ClientAuthorities Read(IConfiguration configuration)
    {
        if (configuration[Key] is not { Length: > 0 } path)
            return new ClientAuthorities(null);
        X509Certificate2Collection authorities = [];
        try
        {
            authorities.ImportFromPemFile(Path.Combine(AppContext.BaseDirectory, path));
        }
        catch (Exception exception) when (CertificateFile.IsExpected(exception))
        {
            throw new ConfigurationException(Key, path, $"a file with certificates in PEM ({exception.Message.TrimEnd('.')})");
        }
        return authorities.Count > 0 ? new ClientAuthorities(authorities) : throw new ConfigurationException(Key, path, "a file with certificates in PEM");
    }

    /// <summary>Has the client's certificate, where there is one, verified against them.</summary>
    public void Apply(SslServerAuthenticationOptions tls)
    {
        if (_authorities is null)
            return;
        // A policy has state, so each handshake has its own.
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = tls.CertificateRevocationCheckMode,
            // A certificate says where its issuer's is to be had: whoever connects could have any address asked.
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(_authorities);
        policy.ApplicationPolicy.Add(ClientAuthentication);
        tls.CertificateChainPolicy = policy;
    }
}
