using Abstractions;

namespace Soak;

/// <summary>Ends as its client tells it, and echoes what is no command.</summary>
public sealed class SubjectHandler : IConnectionHandler
{
    private static readonly byte[] Much = new byte[64 * 1024];

    private readonly Tally _tally;
    private bool _failsAtDisconnect;

    /// <summary>Makes the handler of one connection.</summary>
    public SubjectHandler(Tally tally)
    {
        ArgumentNullException.ThrowIfNull(tally);
        _tally = tally;
        tally.Made();
    }

    /// <summary>Counts that it was collected.</summary>
    ~SubjectHandler() => _tally.Collected();

    /// <inheritdoc/>
    public ValueTask OnConnectAsync(IConnection connection, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        _tally.Connected();
        return connection.Request.QueryValue("fault") is null ? ValueTask.CompletedTask : throw Fault();
    }

    /// <inheritdoc/>
    public ValueTask OnMessageAsync(IConnection connection, Message message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        switch (message.Text)
        {
            case "close":
                return connection.CloseAsync(4000, "done");
            case "throw":
                throw Fault();
            case "throw at disconnect":
                _failsAtDisconnect = true;
                return ValueTask.CompletedTask;
            case "stick":
                return new ValueTask(Task.Delay(Timeout.Infinite, cancellationToken));
            case "flood":
                _ = FloodAsync(connection);
                return ValueTask.CompletedTask;
            default:
                return connection.SendAsync(message, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask OnDisconnectAsync(IConnection connection, CloseReason reason)
    {
        _tally.Disconnected();
        return _failsAtDisconnect ? throw Fault() : ValueTask.CompletedTask;
    }

    private static async Task FloodAsync(IConnection connection)
    {
        try
        {
            while (true)
                await connection.SendAsync(new Message(MessageKind.Text, Much));
        }
        catch (ConnectionClosedException)
        {
            // The end of every flood.
        }
    }

    private static InvalidDataException Fault() => new("On purpose.");
}
