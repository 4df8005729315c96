using System.Globalization;
using Abstractions;

namespace Handlers.Demo;

/// <summary>Sends the time, at once and then every second: work that lasts as long as the connection.</summary>
/// <param name="time">Whose time it is.</param>
public sealed class ClockHandler(TimeProvider time) : IConnectionHandler
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private Task _ticking = Task.CompletedTask;

    /// <inheritdoc/>
    /// <remarks>Only starts the work: messages wait until this method's task completes, and so does the disconnect.</remarks>
    public ValueTask OnConnectAsync(IConnection connection, CancellationToken cancellationToken)
    {
        _ticking = TickAsync(connection, cancellationToken);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    /// <remarks>There is nothing to ask a clock.</remarks>
    public ValueTask OnMessageAsync(IConnection connection, Message message, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    /// <remarks>
    /// Waits for the work, which the same token has told to end: so nothing of this handler runs once it is over, and an exception of the work
    /// comes out here and into the log.
    /// </remarks>
    public ValueTask OnDisconnectAsync(IConnection connection, CloseReason reason) => new(_ticking);

    private async Task TickAsync(IConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            using var timer = new PeriodicTimer(Period, time);
            do
            {
                // Waits while the peer does not read; ticks that pass meanwhile are left out, not queued.
                await connection.SendAsync(Now(), cancellationToken);
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (Exception exception) when (exception is OperationCanceledException or ConnectionClosedException)
        {
            // The connection is over, as this is meant to end.
        }
        catch
        {
            // Nobody looks at this task before the disconnect: let that come now.
            await connection.CloseAsync(CloseCode.InternalError);
            throw;
        }
    }

    private string Now() => time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
