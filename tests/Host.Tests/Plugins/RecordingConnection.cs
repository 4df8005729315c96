using Abstractions;

namespace Host.Tests.Plugins;

/// <summary>A connection that goes nowhere and keeps what is sent on it.</summary>
internal sealed class RecordingConnection : IConnection
{
    public List<string> Sent { get; } = [];

    public string Id => "1";

    public string Protocol => "none";

    public string? Subprotocol => null;

    public ConnectionRequest Request => throw new NotSupportedException();

    public CancellationToken Aborted => CancellationToken.None;

    public bool CanSend(MessageKind kind) => true;

    public ValueTask SendAsync(Message message, CancellationToken cancellationToken = default)
    {
        Sent.Add(message.Text);
        return ValueTask.CompletedTask;
    }

    public ValueTask CloseAsync(ushort code = CloseCode.Normal, string reason = "") => ValueTask.CompletedTask;
}
