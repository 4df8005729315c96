using Abstractions;
using Host.Connections;
using Host.Plugins;
using Microsoft.Extensions.Logging;

namespace Host.Swapping;

/// <summary>
/// The way of a load of a plugin out of the process: its connections end or are closed, its services are disposed of, its load context is let go, and it
/// is watched until it is gone from memory. Nothing is forced: what still refers to it is said, once.
/// </summary>
internal sealed class Retirement(LoadedPlugin plugin, int drainSeconds, ConnectionRegistry connections, TimeProvider time, ILogger logger)
{
    /// <summary>The time after which it is said what still holds the plugin.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The time between two looks whether it is gone.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan LongPeriod = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestSpread = TimeSpan.FromSeconds(10);

    private volatile RetirementState _state;
    private volatile IReadOnlyList<string> _causes = [];
    private bool _isReported;

    public Generation Generation { get; } = plugin.Generation;

    /// <summary>When it was replaced or removed.</summary>
    public DateTimeOffset Since { get; } = time.GetUtcNow();

    public RetirementState State => _state;

    /// <summary>What is known to hold it still; empty before <see cref="Patience"/> is over.</summary>
    public IReadOnlyList<string> Causes => _causes;

    /// <summary>Its copy in the stage.</summary>
    public string? Directory { get; } = plugin.Directory;

    /// <summary>Goes all the way. Completes when the plugin is gone from memory.</summary>
    /// <param name="reason">What the close frames say.</param>
    /// <param name="stopping">The host stops: connections are somebody else's from here on, and nothing is watched any more.</param>
    public async Task RunAsync(CloseReason reason, CancellationToken stopping)
    {
        Generation.Close();
        if (Generation.Rebinding is not null)
            connections.Rebind(Generation);
        try
        {
            await DrainAsync(reason, stopping);
        }
        finally
        {
            if (Generation.Rebinding is { } rebinding && rebinding.Moved + rebinding.Failed > 0)
                SwapLog.Rebound(logger, Generation, rebinding.Moved, rebinding.Failed);
            _state = RetirementState.Disposing;
            await DisposeAsync();
        }
        _state = RetirementState.Unloading;
        await WatchAsync(stopping);
        _causes = [];
        _state = RetirementState.Unloaded;
    }

    private async Task DrainAsync(CloseReason reason, CancellationToken stopping)
    {
        if (drainSeconds > 0 && !Generation.Ended.IsCompleted)
            SwapLog.Draining(logger, Generation, Generation.Leases, drainSeconds);
        if (drainSeconds < 0 || await EndsWithinAsync(TimeSpan.FromSeconds(drainSeconds), stopping))
        {
            await Generation.Ended.WaitAsync(stopping);
            return;
        }
        _state = RetirementState.Closing;
        SwapLog.Closing(logger, Generation, Generation.Leases, reason.Code);
        await connections.CloseAsync(Generation, reason, LongestSpread, time, Generation.Ended);
        if (!await EndsWithinAsync(Patience, stopping))
            Report([$"{Generation.Leases} connections that were closed have not ended: their handlers do not return from a call"]);
        await Generation.Ended.WaitAsync(stopping);
    }

    private async Task<bool> EndsWithinAsync(TimeSpan limit, CancellationToken stopping)
    {
        if (limit > TimeSpan.Zero)
            await Wait.ForAsync(Generation.Ended, limit, time, stopping);
        return Generation.Ended.IsCompleted;
    }

    private async Task DisposeAsync()
    {
        // On a thread of the pool, since a plugin may block, and with a context that ends here.
        var disposal = Task.Run(() => plugin.DisposeAsync().AsTask());
        if (!await Wait.ForAsync(disposal, Patience, time, CancellationToken.None))
            Report(["its services do not return from being disposed of"]);
        try
        {
            await disposal;
        }
        catch (Exception e)
        {
            logger.PluginNotDisposed(Generation.Plugin, Failure.Describe(e));
        }
    }

    private async Task WatchAsync(CancellationToken stopping)
    {
        var start = time.GetTimestamp();
        var collections = GC.CollectionCount(GC.MaxGeneration);
        while (plugin.Context is { IsAlive: true } context)
        {
            await Task.Delay(_state == RetirementState.Pinned ? LongPeriod : Period, time, stopping);
            if (time.GetElapsedTime(start) >= Patience && context.IsAlive)
                Report(PinSigns.Of(context, GC.CollectionCount(GC.MaxGeneration) - collections));
        }
        WharfMetrics.PluginGenerations(Generation.Plugin, -1);
        WharfMetrics.PluginUnload(Generation.Plugin, "unloaded");
        SwapLog.Unloaded(logger, Generation, time.GetElapsedTime(start).TotalSeconds);
    }

    // The line is written once; what is known may change.
    private void Report(IReadOnlyList<string> causes)
    {
        _causes = causes;
        _state = RetirementState.Pinned;
        if (_isReported)
            return;
        _isReported = true;
        WharfMetrics.PluginUnload(Generation.Plugin, "pinned");
        SwapLog.Pinned(logger, Generation, string.Join("; ", causes));
    }
}
