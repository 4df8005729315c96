using Abstractions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Plugins.Leaky;

public sealed partial class LeakyHandler(IConfiguration configuration, ILogger<LeakyHandler> logger) : IConnectionHandler
{
    public ValueTask OnMessageAsync(IConnection connection, Message message, CancellationToken cancellationToken)
    {
        if (configuration["Leaves"] == "exception")
            throw new InvalidOperationException("left");
        Remains.Leave(configuration["Leaves"]!, configuration, logger);
        Roots.Leave(configuration["Leaves"]!);
        Tokens.Leave(configuration["Leaves"]!, cancellationToken);
        return configuration["Leaves"] == "no return" ? NeverAsync() : connection.SendAsync("left", cancellationToken);
    }

    private async ValueTask NeverAsync()
    {
        LogStuck(logger);
        await new TaskCompletionSource().Task;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "does not return")]
    private static partial void LogStuck(ILogger logger);
}
