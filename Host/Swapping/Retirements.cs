using Abstractions;
using Host.Configuration;
using Host.Connections;
using Host.Plugins;
using Microsoft.Extensions.Logging;

namespace Host.Swapping;

/// <summary>The loads of plugins that are on their way out. Safe from any thread.</summary>
internal sealed class Retirements(SwapSettings settings, ConnectionRegistry connections, PluginCatalog catalog, TimeProvider time, ILogger<Retirements> logger) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<Retirement, Task> _running = [];

    /// <summary>Those that are not gone from memory yet, the oldest first.</summary>
    public IReadOnlyList<Retirement> Running
    {
        get
        {
            lock (_gate)
                return [.. _running.Keys.OrderBy(retirement => retirement.Since)];
        }
    }

    /// <summary>Takes a load out of use which nobody finds any more.</summary>
    /// <param name="plugin">The load.</param>
    /// <param name="reason">What the close frames of its connections say, when its time is over.</param>
    /// <param name="drainSeconds">That time; null for that of the settings.</param>
    /// <param name="rebinding">Where those go whose handlers hand their state over; null where they may not.</param>
    public void Begin(LoadedPlugin plugin, CloseReason reason, int? drainSeconds = null, Rebinding? rebinding = null)
    {
        plugin.Generation.Rebinding = rebinding;
        var retirement = new Retirement(plugin, drainSeconds ?? settings.DrainSecondsOf(plugin.Name), connections, time, logger);
        lock (_gate)
        {
            // Off this thread, so that it is in the table before it is taken out again.
            _running.Add(retirement, Task.Run(() => RunAsync(retirement, reason)));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        Task[] running;
        lock (_gate)
            running = [.. _running.Values];
        await Task.WhenAll(running);
        _stopping.Dispose();
    }

    private async Task RunAsync(Retirement retirement, CloseReason reason)
    {
        try
        {
            await retirement.RunAsync(reason, _stopping.Token);
            if (retirement.Directory is { } directory)
                catalog.RemoveCopy(directory);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The stage goes as a whole.
        }
        catch (Exception exception)
        {
            SwapLog.RetirementFailed(logger, exception, retirement.Generation);
        }
        lock (_gate)
            _running.Remove(retirement);
    }
}
