using System.Globalization;
using Abstractions;

namespace Endurance.Tests;

/// <summary>A handler that does what its client tells it, and echoes what is no command.</summary>
internal sealed class CommandedHandler : IConnectionHandler
{
    public const string ClientHeader = "X-Client";
    public const string FaultHeader = "X-Fault";

    private static readonly byte[] Much = new byte[64 * 1024];

    private readonly Census _census;
    private int _client;
    private bool _failsAtDisconnect;

    public CommandedHandler(Census census)
    {
        _census = census;
        census.Watch(this);
    }

    public ValueTask OnConnectAsync(IConnection connection, CancellationToken cancellationToken)
    {
        _client = int.Parse(connection.Request.Headers.First(ClientHeader) ?? "0", CultureInfo.InvariantCulture);
        _census.Watch(connection);
        _census.Connected(_client);
        return connection.Request.Headers.First(FaultHeader) is null ? ValueTask.CompletedTask : throw Fault();
    }

    public ValueTask OnMessageAsync(IConnection connection, Message message, CancellationToken cancellationToken)
    {
        switch (message.Text)
        {
            case Command.Close:
                return connection.CloseAsync(Command.CloseCode, "done");
            case Command.Throw:
                throw Fault();
            case Command.ThrowLater:
                return ThrowLaterAsync();
            case Command.ThrowAtDisconnect:
                _failsAtDisconnect = true;
                return ValueTask.CompletedTask;
            case Command.Stick:
                return StickAsync(cancellationToken);
            case Command.Flood:
                // Beside the calls, so that no limit on them comes first.
                _ = FloodAsync(connection);
                return ValueTask.CompletedTask;
            default:
                _census.Delivered(_client, message.Text);
                return connection.SendAsync(message, cancellationToken);
        }
    }

    public ValueTask OnDisconnectAsync(IConnection connection, CloseReason reason)
    {
        _census.Disconnected(_client, reason);
        return _failsAtDisconnect ? throw Fault() : ValueTask.CompletedTask;
    }

    private static async ValueTask ThrowLaterAsync()
    {
        await Task.Yield();
        throw Fault();
    }

    // In one call until the connection is closed over it.
    private static async ValueTask StickAsync(CancellationToken cancellationToken) => await Task.Delay(Timeout.Infinite, cancellationToken);

    private static async Task FloodAsync(IConnection connection)
    {
        try
        {
            while (true)
                await connection.SendAsync(new Message(MessageKind.Text, Much));
        }
        catch (ConnectionClosedException)
        {
            // As the connection's end is told to whoever sends.
        }
    }

    private static InvalidDataException Fault() => new("On purpose.");
}
