using Abstractions;
using Microsoft.Extensions.Logging;

namespace Plugins.Scoped;

public sealed partial class ScopedHandler(Session session, Part part, ILogger<ScopedHandler> logger) : IConnectionHandler, IAsyncDisposable
{
    public ValueTask OnMessageAsync(IConnection connection, Message message, CancellationToken cancellationToken) =>
        connection.SendAsync(Message.FromText($"{session.Number} {part.SessionNumber}"), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Task.Yield();
        LogDisposed(logger, session.Number);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "handler of session {Number} disposed")]
    private static partial void LogDisposed(ILogger logger, int number);
}
