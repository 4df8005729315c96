using Abstractions;

namespace Contracts.Tests;

public sealed class EchoHandlerContract : HandlerContract<EchoHandlerContract.EchoHandler>
{
    public sealed class EchoHandler : IConnectionHandler
    {
        public ValueTask OnMessageAsync(IConnection connection, Message message, CancellationToken cancellationToken) =>
            connection.SendAsync(message, cancellationToken);
    }
}
