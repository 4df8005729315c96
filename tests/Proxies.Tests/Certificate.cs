using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Host.Tests.Listening;

namespace Proxies.Tests;

/// <summary>The certificate of the proxies, which is that of the servers of other tests: clients know it by its hash.</summary>
[SetUpFixture]
public sealed class Certificate
{
    private readonly ServerCertificate _certificate = new();

    /// <summary>The certificate as proxies read it.</summary>
    public static string Pem { get; private set; } = "";

    /// <summary>Its key.</summary>
    public static string KeyPem { get; private set; } = "";

    [OneTimeSetUp]
    public void Make()
    {
        _certificate.Make();
        using var certificate = X509CertificateLoader.LoadPkcs12FromFile(ServerCertificate.File, ServerCertificate.Password, X509KeyStorageFlags.Exportable);
        using var key = certificate.GetECDsaPrivateKey()!;
        Pem = certificate.ExportCertificatePem() + "\n";
        KeyPem = key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    [OneTimeTearDown]
    public void Delete() => _certificate.Delete();
}
