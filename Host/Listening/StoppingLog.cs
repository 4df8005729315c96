using Microsoft.Extensions.Logging;

namespace Host.Listening;

internal static partial class StoppingLog
{
    [LoggerMessage(1, LogLevel.Information, "Stopping, with {Connections} open connections.")]
    public static partial void Begun(ILogger logger, int connections);

    [LoggerMessage(2, LogLevel.Information, "Stopped; every connection has ended.")]
    public static partial void Ended(ILogger logger);

    [LoggerMessage(3, LogLevel.Warning, "Stopped; the connections that had not ended {Seconds} s after the last one was told were cut off.")]
    public static partial void CutOff(ILogger logger, int seconds);
}
