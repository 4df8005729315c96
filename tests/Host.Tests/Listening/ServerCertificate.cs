using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Host.Tests.Listening;

/// <summary>The certificate of the servers of these tests: made for the run, in a file as an operator has it.</summary>
[SetUpFixture]
public sealed class ServerCertificate
{
    public const string Password = "open sesame";

    private DirectoryInfo _directory = null!;

    public static string File { get; private set; } = "";

    public static string Hash { get; private set; } = "";

    [OneTimeSetUp]
    public void Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=server.example", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("server.example");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        _directory = Directory.CreateTempSubdirectory("wharf-tests-");
        File = Path.Combine(_directory.FullName, "server.pfx");
        System.IO.File.WriteAllBytes(File, certificate.Export(X509ContentType.Pkcs12, Password));
        Hash = certificate.GetCertHashString();
    }

    [OneTimeTearDown]
    public void Delete() => _directory.Delete(recursive: true);
}
