using System.Net.Security;
using Microsoft.Extensions.Logging;

namespace Host.Listening;

/// <summary>
/// A certificate as new TLS handshakes get it: that of its files, looked at again and again. Content is compared, not times or events: so it
/// makes no difference whether a file is written, renamed, or behind a link that is switched, or on which file system.
/// </summary>
internal sealed class ServedCertificate
{
    private readonly CertificateFile _file;
    private CertificateContent _served;
    private CertificateContent _seen;
    private CertificateContent? _refused;
    private bool _isUnreadable;
    private volatile SslStreamCertificateContext _current;

    /// <exception cref="Configuration.ConfigurationException">The files cannot be used.</exception>
    public ServedCertificate(CertificateFile file)
    {
        _file = file;
        _current = file.Load(out _served);
        _seen = _served;
        FirstThumbprint = _current.TargetCertificate.Thumbprint;
    }

    /// <summary>That of the certificate the files held at the start, which is the one that Kestrel knows.</summary>
    public string FirstThumbprint { get; }

    public SslStreamCertificateContext Current => _current;

    /// <summary>Looks at the files. Called by one thread at a time.</summary>
    public void Check(ILogger logger)
    {
        try
        {
            var content = _file.Read();
            // Certificate and key are two files, and neither is written in an instant: what is taken has lain there since the last time.
            var hasSettled = content.IsSameAs(_seen);
            _seen = content;
            _isUnreadable = false;
            if (!hasSettled || content.IsSameAs(_served) || (_refused is { } refused && content.IsSameAs(refused)))
                return;
            _refused = content;
            _current = _file.Load(content);
            _served = content;
            _refused = null;
            CertificateLog.Reloaded(logger, _file.Key, _current.TargetCertificate.Subject, _current.TargetCertificate.NotAfter.ToUniversalTime());
        }
        catch (Exception exception)
        {
            // Whatever it is, the host goes on with what it has: on a timer's thread it would end the process.
            // Said once for each content, and once for each time that the files cannot be read.
            if (!_isUnreadable)
                CertificateLog.NotReloaded(logger, _file.Key, _file.Path, exception.Message);
            _isUnreadable = true;
        }
    }
}
