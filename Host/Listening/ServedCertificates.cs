using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Host.Configuration;
using Microsoft.Extensions.Configuration;

namespace Host.Listening;

/// <summary>
/// The certificates in files, as <c>Kestrel:Certificates</c>, <c>Kestrel:Endpoints</c> and their <c>Sni</c> name them. Kestrel chooses one for
/// a connection, as ever; what is changed here is that the connection gets it as it is in its files by now.
/// </summary>
internal sealed class ServedCertificates
{
    private readonly Dictionary<string, ServedCertificate> _byFirstThumbprint = [];

    private ServedCertificates(int reloadSeconds) => ReloadPeriod = TimeSpan.FromSeconds(reloadSeconds);

    /// <exception cref="ConfigurationException">A file cannot be used.</exception>
    public static ServedCertificates Read(IConfiguration configuration)
    {
        var certificates = new ServedCertificates(configuration.ReadInt32("Tls:ReloadSeconds", 10, 0, 86400));
        foreach (var section in Sections(configuration.GetSection("Kestrel")))
        {
            if (CertificateFile.Find(section) is not { } file)
                continue;
            var certificate = new ServedCertificate(file);
            // One that is named twice is watched once; both names have the same files, or change at the same time.
            certificates._byFirstThumbprint.TryAdd(certificate.FirstThumbprint, certificate);
        }
        return certificates;
    }

    public IReadOnlyCollection<ServedCertificate> All => _byFirstThumbprint.Values;

    /// <summary>The time between two looks at the files; zero for never.</summary>
    public TimeSpan ReloadPeriod { get; }

    /// <summary>Puts the certificate that Kestrel has chosen up to date.</summary>
    public void Apply(SslServerAuthenticationOptions tls)
    {
        var chosen = tls.ServerCertificateContext?.TargetCertificate ?? tls.ServerCertificate as X509Certificate2;
        if (chosen is not null && _byFirstThumbprint.TryGetValue(chosen.Thumbprint, out var certificate))
            tls.ServerCertificateContext = certificate.Current;
    }

    private static IEnumerable<IConfigurationSection> Sections(IConfigurationSection kestrel)
    {
        foreach (var certificate in kestrel.GetSection("Certificates").GetChildren())
            yield return certificate;
        foreach (var endpoint in kestrel.GetSection("Endpoints").GetChildren())
        {
            yield return endpoint.GetSection("Certificate");
            foreach (var name in endpoint.GetSection("Sni").GetChildren())
                yield return name.GetSection("Certificate");
        }
    }
}
