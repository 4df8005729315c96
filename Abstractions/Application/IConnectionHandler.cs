namespace Abstractions;

/// <summary>
/// What an application does with a connection. One object serves one connection, so its fields are the connection's state; it never
/// learns which wire revision the peer speaks.
/// </summary>
/// <remarks>
/// The host calls the methods one at a time, in the order connect, messages, disconnect, and calls
/// <see cref="OnDisconnectAsync"/> exactly once after <see cref="OnConnectAsync"/> was called, whatever happens. A method that throws
/// closes the connection with 1011. A handler that implements <see cref="IDisposable"/> or <see cref="IAsyncDisposable"/> is disposed
/// after <see cref="OnDisconnectAsync"/>.
/// </remarks>
public interface IConnectionHandler
{
    /// <summary>The connection is open: the answer to its handshake is on the wire.</summary>
    /// <remarks>
    /// It cannot be refused any more, and its messages wait until the returned task completes. Long work belongs into a task that the
    /// handler starts and ends at <see cref="IConnection.Aborted"/>.
    /// </remarks>
    /// <param name="connection">The connection, valid for the life of the handler.</param>
    /// <param name="cancellationToken"><see cref="IConnection.Aborted"/>.</param>
    ValueTask OnConnectAsync(IConnection connection, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>A whole message has arrived.</summary>
    /// <param name="connection">The connection it came on.</param>
    /// <param name="message">The message; its payload is valid, and does not change, until the returned task completes.</param>
    /// <param name="cancellationToken"><see cref="IConnection.Aborted"/>.</param>
    ValueTask OnMessageAsync(IConnection connection, Message message, CancellationToken cancellationToken);

    /// <summary>The connection has ended. Nothing can be sent any more.</summary>
    /// <param name="connection">The connection that ended.</param>
    /// <param name="reason">Why it ended.</param>
    ValueTask OnDisconnectAsync(IConnection connection, CloseReason reason) => ValueTask.CompletedTask;
}
