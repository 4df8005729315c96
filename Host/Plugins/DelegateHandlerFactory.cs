using Abstractions;

namespace Host.Plugins;

/// <summary>Hands out the one handler that stands for a function: it has no state, so all connections share it.</summary>
internal sealed class DelegateHandlerFactory(Func<IConnection, Message, ValueTask> onMessage) : HandlerFactory
{
    private readonly DelegateHandler _handler = new(onMessage);

    public override HandlerInstance Create() => new(_handler);

    private sealed class DelegateHandler(Func<IConnection, Message, ValueTask> onMessage) : IConnectionHandler
    {
        public ValueTask OnMessageAsync(IConnection connection, Message message, CancellationToken cancellationToken) =>
            onMessage(connection, message);
    }
}
