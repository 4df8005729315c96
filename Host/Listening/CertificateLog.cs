using Microsoft.Extensions.Logging;

namespace Host.Listening;

internal static partial class CertificateLog
{
    [LoggerMessage(301, LogLevel.Information, "{Key} has changed: new connections get the certificate of {Subject}, valid until {NotAfter:yyyy-MM-ddTHH:mm:ssZ}.")]
    public static partial void Reloaded(ILogger logger, string key, string subject, DateTime notAfter);

    [LoggerMessage(302, LogLevel.Warning, "{Key} has changed, but {Path} or its key cannot be used: {Error} The certificate served before goes on to be served; mend the files.")]
    public static partial void NotReloaded(ILogger logger, string key, string path, string error);
}
