using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Host.Configuration;
using Microsoft.Extensions.Configuration;

namespace Host.Listening;

/// <summary>A server certificate with its key and its intermediates, in files: one of PKCS #12, or PEM or DER with a key in PEM.</summary>
/// <param name="Key">The section of the settings that names it, for the log.</param>
/// <param name="Path">The file of the certificate.</param>
/// <param name="KeyPath">The file of the key, or null for PKCS #12.</param>
/// <param name="Password">The password of either, or null.</param>
internal sealed record CertificateFile(string Key, string Path, string? KeyPath, string? Password)
{
    /// <summary>The file that a section <c>Certificate</c> names, or null where it names none.</summary>
    public static CertificateFile? Find(IConfigurationSection section)
    {
        if (section["Path"] is not { Length: > 0 } path)
            return null;
        // As Kestrel finds them.
        var keyPath = section["KeyPath"] is { Length: > 0 } key ? System.IO.Path.Combine(AppContext.BaseDirectory, key) : null;
        return new CertificateFile(section.Path, System.IO.Path.Combine(AppContext.BaseDirectory, path), keyPath, section["Password"]);
    }

    /// <summary>What is in the files now.</summary>
    public CertificateContent Read() => new(File.ReadAllBytes(Path), KeyPath is null ? [] : File.ReadAllBytes(KeyPath));

    /// <summary>Makes of the files' content what a TLS handshake needs.</summary>
    /// <exception cref="CryptographicException">It is no certificate with its key.</exception>
    /// <exception cref="ArgumentException">Certificate and key do not belong together.</exception>
    public SslStreamCertificateContext Load(CertificateContent content)
    {
        X509Certificate2Collection all = KeyPath is null ? X509CertificateLoader.LoadPkcs12Collection(content.Certificate, Password) : [];
        var certificate = KeyPath is null
            ? all.FirstOrDefault(certificate => certificate.HasPrivateKey) ?? throw new CryptographicException("There is no certificate with a key in it.")
            : LoadWithKey(content);
        if (KeyPath is not null && PemEncoding.TryFindUtf8(content.Certificate, out _))
            all.ImportFromPem(System.Text.Encoding.UTF8.GetString(content.Certificate));
        return SslStreamCertificateContext.Create(certificate, all);
    }

    /// <summary>Likewise at the start, where nothing goes on without it.</summary>
    /// <exception cref="ConfigurationException">The files are not there, or not what they should be.</exception>
    public SslStreamCertificateContext Load(out CertificateContent content)
    {
        try
        {
            content = Read();
            return Load(content);
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            throw new ConfigurationException($"{Key}:Path", Path, $"a file with a certificate, its key there or in KeyPath, and its password, if any, in Password ({exception.Message.TrimEnd('.')})");
        }
    }

    /// <summary>Whether the exception says that the files cannot be used.</summary>
    public static bool IsExpected(Exception exception) => exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException;

    private X509Certificate2 LoadWithKey(CertificateContent content)
    {
        using var bare = X509CertificateLoader.LoadCertificate(content.Certificate);
        var pem = bare.ExportCertificatePem();
        var key = System.Text.Encoding.UTF8.GetString(content.Key);
        var certificate = Password is { Length: > 0 } ? X509Certificate2.CreateFromEncryptedPem(pem, key, Password) : X509Certificate2.CreateFromPem(pem, key);
        if (!OperatingSystem.IsWindows())
            return certificate;
        // Windows cannot use a key in TLS that it has not stored.
        using (certificate)
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
