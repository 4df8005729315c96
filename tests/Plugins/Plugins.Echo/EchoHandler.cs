using Abstractions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Plugins.Echo;

public sealed partial class EchoHandler(Calls calls, IConfiguration settings, ILogger<EchoHandler> logger, TimeProvider time) : IConnectionHandler, IDisposable
{
    public ValueTask OnMessageAsync(IConnection connection, Message message, CancellationToken cancellationToken) =>
        connection.SendAsync(Message.FromText($"{settings["Prefix"]}{message.Text} {calls.Next()} {time.GetUtcNow().Year}"), cancellationToken);

    public void Dispose() => LogDisposed(logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "echo handler disposed")]
    private static partial void LogDisposed(ILogger logger);
}
