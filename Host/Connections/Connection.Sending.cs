using Abstractions;

namespace Host.Connections;

/// <content>Sends that do not wait for room.</content>
internal sealed partial class Connection
{
    private ValueTask SendAtOnce(in Message message)
    {
        switch (_sends.Post(message))
        {
            case PostOutcome.Queued:
                return ValueTask.CompletedTask;
            case PostOutcome.Dropped:
                WharfMetrics.MessagesDropped.Add(1);
                return ValueTask.CompletedTask;
            case PostOutcome.TooSlow when CloseAsTooSlow():
                WharfMetrics.SlowPeersDisconnected.Add(1);
                break;
        }
        return ValueTask.FromException(new ConnectionClosedException(_sends.Closed ?? _closing.Outcome));
    }
}
