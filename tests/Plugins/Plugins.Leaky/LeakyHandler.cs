using Abstractions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Plugins.Leaky;

public sealed class LeakyHandler(IConfiguration configuration, ILogger<LeakyHandler> logger) : IConnectionHandler
{
    public ValueTask OnMessageAsync(IConnection connection, Message message, CancellationToken cancellationToken)
    {
        Remains.Leave(configuration["Leaves"]!, configuration, logger);
        return connection.SendAsync("left", cancellationToken);
    }
}
