namespace Abstractions;

/// <summary>An open connection, as a handler sees it. All members are safe from any thread.</summary>
public interface IConnection
{
    /// <summary>Unique within the process, and short enough for a log line.</summary>
    string Id { get; }

    /// <summary>The <see cref="IProtocolAdapter.Name"/> of the revision the peer speaks; for display, not for decisions (see <see cref="CanSend"/>).</summary>
    string Protocol { get; }

    /// <summary>The subprotocol agreed on, or null.</summary>
    string? Subprotocol { get; }

    /// <summary>The request that opened the connection.</summary>
    ConnectionRequest Request { get; }

    /// <summary>
    /// Fires when the connection is over or ending: the peer has closed, ended TCP or vanished, this side has closed, or the server is
    /// stopping. It fires while a handler method is running, too.
    /// </summary>
    CancellationToken Aborted { get; }

    /// <summary>Tells whether the peer's revision can carry the kind of message. Constant for the life of the connection.</summary>
    bool CanSend(MessageKind kind);

    /// <summary>Sends a message. Messages of one caller, and of callers that take turns, keep their order.</summary>
    /// <param name="message">The message. Its payload must stay as it is until the returned task completes.</param>
    /// <param name="cancellationToken">Stops waiting for room; a message that was already accepted is still sent.</param>
    /// <returns>
    /// Completes when the message is encoded and queued. While more than <c>Limits:SendQueueBytes</c> wait to be sent it waits for room,
    /// so awaiting it is all that a sender does about back-pressure; unless the handler, or its route, has another <see cref="SendPolicy"/>.
    /// </returns>
    /// <exception cref="ConnectionClosedException">The connection is closed or closing.</exception>
    /// <exception cref="InvalidOperationException">The peer's revision cannot carry the kind of message.</exception>
    ValueTask SendAsync(Message message, CancellationToken cancellationToken = default);

    /// <summary>
    /// Starts the closing handshake, after the messages already queued. A connection that is already closing stays as it is.
    /// </summary>
    /// <param name="code">1000-1003, 1007-1014 or 3000-4999.</param>
    /// <param name="reason">At most 123 bytes of UTF-8.</param>
    /// <returns>Completes when the close frame is queued; it never waits for the peer.</returns>
    /// <exception cref="ArgumentException">The code may not be sent, or the reason is too long.</exception>
    ValueTask CloseAsync(ushort code = CloseCode.Normal, string reason = "");
}
