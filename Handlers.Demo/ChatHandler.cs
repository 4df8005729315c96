using Abstractions;

namespace Handlers.Demo;

/// <summary>
/// One person in the chat. The first line it is sent is <c>* you are NAME</c>; then come what was said last, <c>NAME: TEXT</c> for what anybody
/// says, and <c>* NAME joined</c> and <c>* NAME left</c>. A message is one line.
/// </summary>
/// <param name="room">Where everybody is, whatever revision they speak.</param>
public sealed class ChatHandler(ChatRoom room) : IConnectionHandler
{
    // Null: not there.
    private string? _name;

    /// <inheritdoc/>
    public ValueTask OnConnectAsync(IConnection connection, CancellationToken cancellationToken)
    {
        _name = room.Join(connection, connection.Request.QueryValue("name"));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask OnMessageAsync(IConnection connection, Message message, CancellationToken cancellationToken)
    {
        if (_name is null)
            return ValueTask.CompletedTask;
        if (message.Kind == MessageKind.Binary)
            return connection.SendAsync("* not sent: this is a chat of text", cancellationToken);
        // Refused and not cut: whoever wrote it would not see what the others miss.
        if (!ChatText.TryReadLine(message, out var line))
            return connection.SendAsync($"* not sent: a line has at most {ChatText.LineLength} characters", cancellationToken);
        if (line.Length > 0)
            room.Say(_name, line);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask OnDisconnectAsync(IConnection connection, CloseReason reason)
    {
        if (_name is not null)
            room.Leave(_name);
        return ValueTask.CompletedTask;
    }
}
