using Abstractions;

namespace Handlers.Demo;

/// <summary>Sends every message back as it came: text as text, binary as binary.</summary>
public sealed class EchoHandler : IConnectionHandler
{
    /// <inheritdoc/>
    public ValueTask OnMessageAsync(IConnection connection, Message message, CancellationToken cancellationToken) =>
        connection.SendAsync(message, cancellationToken);
}
