using Microsoft.Extensions.Logging;

namespace Plugins.Scoped;

public sealed partial class Session(ILogger<Session> logger) : IDisposable
{
    private static int _count;

    public int Number { get; } = Interlocked.Increment(ref _count);

    public void Dispose() => LogDisposed(logger, Number);

    [LoggerMessage(Level = LogLevel.Information, Message = "session {Number} disposed")]
    private static partial void LogDisposed(ILogger logger, int number);
}
