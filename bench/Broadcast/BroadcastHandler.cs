using Abstractions;

namespace Broadcast;

/// <summary>Sends every message to everybody, the sender included, as it came.</summary>
/// <param name="everybody">All connections.</param>
public sealed class BroadcastHandler(Everybody everybody) : IConnectionHandler
{
    /// <inheritdoc/>
    public ValueTask OnConnectAsync(IConnection connection, CancellationToken cancellationToken)
    {
        everybody.Members.Add(connection);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask OnMessageAsync(IConnection connection, Message message, CancellationToken cancellationToken)
    {
        everybody.Members.Send(message);
        return ValueTask.CompletedTask;
    }
}
