using Abstractions;
using Host.Configuration;
using Host.Connections;
using Host.Opening;
using Microsoft.Extensions.Logging;

namespace Host.Listening;

/// <summary>
/// The stop, in its order: no new connection while the host still listens; the listeners close; the connections are told, one after the other;
/// they have a while to end; what is left is cut off.
/// </summary>
internal sealed class Stopping(Shutdown shutdown, Readiness readiness, ConnectionRegistry connections, TimeProvider time, ILogger<Stopping> logger)
{
    private readonly Lock _gate = new();
    private Task? _stop;

    /// <summary>Begins the stop, or joins the one under way.</summary>
    /// <param name="closeListeners">
    /// Closes the listeners first of all, then waits for the connections, and cuts off what is left when its token is cancelled.
    /// </param>
    public Task StopAsync(Func<CancellationToken, Task> closeListeners)
    {
        lock (_gate)
            return _stop ??= RunAsync(closeListeners);
    }

    private async Task RunAsync(Func<CancellationToken, Task> closeListeners)
    {
        readiness.End();
        StoppingLog.Begun(logger, connections.Count);
        // Before Kestrel hears of it: the first thing it does is to close its listeners.
        if (shutdown.ReadinessSeconds > 0)
            await Task.Delay(TimeSpan.FromSeconds(shutdown.ReadinessSeconds), time);
        using var drain = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        var ended = EndAsync(closeListeners, drain.Token);
        await connections.CloseAllAsync(new CloseReason(CloseCode.GoingAway), TimeSpan.FromSeconds(shutdown.SpreadSeconds), time, ended);
        if (!ended.IsCompleted)
            drain.CancelAfter(TimeSpan.FromSeconds(shutdown.DrainSeconds));
        await ended;
        if (drain.IsCancellationRequested)
            StoppingLog.CutOff(logger, shutdown.DrainSeconds);
        else
            StoppingLog.Ended(logger);
    }

    private static async Task EndAsync(Func<CancellationToken, Task> closeListeners, CancellationToken drain)
    {
        try
        {
            await closeListeners(drain);
        }
        catch (OperationCanceledException) when (drain.IsCancellationRequested)
        {
            // Out of time, which is what the token says.
        }
    }
}
