using Microsoft.Extensions.Logging;

namespace Plugins.Echo;

public sealed partial class Calls(ILogger<Calls> logger) : IAsyncDisposable
{
    private int _count;

    public int Next() => Interlocked.Increment(ref _count);

    public ValueTask DisposeAsync()
    {
        LogDisposed(logger);
        return ValueTask.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "calls disposed")]
    private static partial void LogDisposed(ILogger logger);
}
