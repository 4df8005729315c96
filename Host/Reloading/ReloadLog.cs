using Microsoft.Extensions.Logging;

namespace Host.Reloading;

/// <summary>What the operator reads about settings that are read again. Texts only.</summary>
internal static partial class ReloadLog
{
    [LoggerMessage(501, LogLevel.Information, "The settings were read again. In force from now on: {Keys}.")]
    public static partial void InForce(ILogger logger, string keys);

    [LoggerMessage(502, LogLevel.Information, "The settings were read again, and nothing that a running host goes by has changed.")]
    public static partial void NothingInForce(ILogger logger);

    [LoggerMessage(503, LogLevel.Information, "Changed, and read by the plugins when they are loaded the next time: {Sections}.")]
    public static partial void AtLoad(ILogger logger, string sections);

    [LoggerMessage(504, LogLevel.Warning, "Not in force until the host is restarted: {Keys}.")]
    public static partial void AtRestart(ILogger logger, string keys);

    [LoggerMessage(505, LogLevel.Error, "The settings were read again, and nothing was changed: {Reason} Mend it and send SIGHUP again.")]
    public static partial void Refused(ILogger logger, string reason);

    [LoggerMessage(506, LogLevel.Error, "The settings could not be read again, and nothing was changed.")]
    public static partial void Failed(ILogger logger, Exception exception);

    [LoggerMessage(507, LogLevel.Warning, "The routes {Paths} are served once a plugin brings their handlers; none of those loaded does.")]
    public static partial void RoutesUnserved(ILogger logger, string paths);
}
