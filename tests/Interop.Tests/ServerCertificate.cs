using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Interop.Tests;

/// <summary>The certificate of the hosts: made for the run, its own issuer, in files as an operator has them.</summary>
[SetUpFixture]
public sealed class ServerCertificate
{
    private static DirectoryInfo _directory = null!;

    /// <summary>What makes a client take it: OpenSSL's variable, and that of Node, which has an OpenSSL of its own. Chromium is told not to mind.</summary>
    internal static IReadOnlyDictionary<string, string> Trust => new Dictionary<string, string> { ["SSL_CERT_FILE"] = Certificate, ["NODE_EXTRA_CA_CERTS"] = Certificate };

    private static string Certificate => Path.Combine(_directory.FullName, "cert.pem");

    private static string Key => Path.Combine(_directory.FullName, "key.pem");

    [OneTimeSetUp]
    public void Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        _directory = Directory.CreateTempSubdirectory("wharf-tests-");
        File.WriteAllText(Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(Key, key.ExportPkcs8PrivateKeyPem());
    }

    [OneTimeTearDown]
    public void Delete() => _directory.Delete(recursive: true);

    /// <summary>Settings of a host that listens with TLS, for HTTP/1.1 and HTTP/2 by ALPN, and without.</summary>
    /// <param name="plain">What it speaks without TLS.</param>
    internal static IReadOnlyList<string> Endpoints(string plain = "Http1") =>
    [
        "--Kestrel:Endpoints:Plain:Url", "http://127.0.0.1:0", "--Kestrel:Endpoints:Plain:Protocols", plain,
        "--Kestrel:Endpoints:Tls:Url", "https://127.0.0.1:0",
        "--Kestrel:Certificates:Default:Path", Certificate, "--Kestrel:Certificates:Default:KeyPath", Key,
    ];
}
