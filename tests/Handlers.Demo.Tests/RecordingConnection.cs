using Abstractions;

namespace Handlers.Demo.Tests;

/// <summary>A connection that remembers what was sent; it has room for a message when <see cref="Room"/> has.</summary>
internal sealed class RecordingConnection : IConnection
{
    public List<Message> Sent { get; } = [];

    public Task Room { get; set; } = Task.CompletedTask;

    public string Id => "1";

    public string Protocol => "test";

    public string? Subprotocol => null;

    public ConnectionRequest Request => throw new NotSupportedException("No test needs the request.");

    public CancellationToken Aborted => CancellationToken.None;

    public bool CanSend(MessageKind kind) => true;

    public async ValueTask SendAsync(Message message, CancellationToken cancellationToken = default)
    {
        await Room;
        Sent.Add(new Message(message.Kind, message.Payload.ToArray()));
    }

    public ValueTask CloseAsync(ushort code = CloseCode.Normal, string reason = "") => throw new NotSupportedException("No test needs to close.");
}
