using Abstractions;

namespace Host.Tests.Listening;

/// <summary>A handler that does what the test says.</summary>
internal sealed class ScriptedHandler(HandlerScript script) : IConnectionHandler
{
    public ValueTask OnConnectAsync(IConnection connection, CancellationToken cancellationToken) => script.ConnectAsync(connection, cancellationToken);

    public ValueTask OnMessageAsync(IConnection connection, Message message, CancellationToken cancellationToken) =>
        script.OnMessage(connection, message, cancellationToken);

    public ValueTask OnDisconnectAsync(IConnection connection, CloseReason reason) => script.DisconnectAsync(reason);
}
