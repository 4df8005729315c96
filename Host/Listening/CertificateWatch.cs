using Microsoft.Extensions.Logging;

namespace Host.Listening;

/// <summary>Looks at the certificates' files every <c>Tls:ReloadSeconds</c>, as long as the host lives.</summary>
internal sealed class CertificateWatch : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ServedCertificates _certificates;
    private readonly ILogger _logger;
    private readonly ITimer? _timer;

    public CertificateWatch(ServedCertificates certificates, TimeProvider time, ILogger<CertificateWatch> logger)
    {
        _certificates = certificates;
        _logger = logger;
        if (certificates.All.Count > 0 && certificates.ReloadPeriod > TimeSpan.Zero)
            _timer = time.CreateTimer(static watch => ((CertificateWatch)watch!).Check(), this, certificates.ReloadPeriod, certificates.ReloadPeriod);
    }

    public void Dispose() => _timer?.Dispose();

    private void Check()
    {
        // On a slow disk one look may still be under way when the next is due.
        if (!_gate.TryEnter())
            return;
        try
        {
            foreach (var certificate in _certificates.All)
                certificate.Check(_logger);
        }
        finally
        {
            _gate.Exit();
        }
    }
}
