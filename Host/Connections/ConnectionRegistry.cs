using Abstractions;
using Host.Plugins;

namespace Host.Connections;

/// <summary>The open connections of the process. Safe from any thread.</summary>
internal sealed class ConnectionRegistry(AdapterCensus census)
{
    private readonly Lock _gate = new();
    private readonly HashSet<Connection> _connections = [];
    private CloseReason? _closing;

    public int Count
    {
        get
        {
            lock (_gate)
                return _connections.Count;
        }
    }

    /// <summary>Adds a connection; one that comes after <see cref="CloseAllAsync"/> has begun is closed at once.</summary>
    public void Add(Connection connection)
    {
        CloseReason? closing;
        lock (_gate)
        {
            _connections.Add(connection);
            closing = _closing ?? connection.Plugins.CutOffReason;
        }
        WharfMetrics.Opened(connection.Protocol);
        census.Opened(connection.Protocol, connection.Request.Headers.First("User-Agent"));
        if (closing is { } reason)
            connection.Close(reason, failed: false);
    }

    public void Remove(Connection connection)
    {
        census.Ended(connection.Protocol);
        lock (_gate)
            _connections.Remove(connection);
        WharfMetrics.Removed(connection.Protocol);
    }

    /// <summary>Starts the closing handshake on every connection: on those there are now one after the other, on those that come from now on at once.</summary>
    /// <param name="reason">What the close frames say.</param>
    /// <param name="spread">The time over which the connections are told, evenly; the first is told now.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ended">Completes when nobody is left to be told.</param>
    public Task CloseAllAsync(CloseReason reason, TimeSpan spread, TimeProvider time, Task ended)
    {
        Connection[] open;
        lock (_gate)
        {
            _closing = reason;
            open = [.. _connections];
        }
        return CloseAsync(open, reason, spread, time, ended);
    }

    /// <summary>Starts the closing handshake on the connections that use a load of a plugin, in random order; those that come from now on are closed at once.</summary>
    /// <param name="generation">The load.</param>
    /// <param name="reason">What the close frames say.</param>
    /// <param name="spread">The longest time over which they are told, at most a thousand a second; the first is told now.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ended">Completes when nobody is left to be told.</param>
    public Task CloseAsync(Generation generation, CloseReason reason, TimeSpan spread, TimeProvider time, Task ended)
    {
        // Before the lock: whoever is added after it is told by Add.
        generation.CutOff(reason);
        Connection[] open;
        lock (_gate)
            open = [.. _connections.Where(connection => connection.Plugins.Uses(generation))];
        Random.Shared.Shuffle(open);
        var needed = TimeSpan.FromMilliseconds(open.Length);
        return CloseAsync(open, reason, needed < spread ? needed : spread, time, ended, generation);
    }

    /// <summary>Ends every connection without a closing handshake.</summary>
    public void AbortAll()
    {
        Connection[] open;
        lock (_gate)
            open = [.. _connections];
        foreach (var connection in open)
            connection.Drop("the server ends");
    }

    /// <summary>Lets the connections whose handler is of a load look where they may go: those that wait for a message, too. Others do when they open.</summary>
    public void Rebind(Generation generation)
    {
        Connection[] open;
        lock (_gate)
            open = [.. _connections.Where(connection => connection.Plugins.Handler == generation && connection.IsToRebind)];
        foreach (var connection in open)
            connection.WakeReader();
    }

    private static async Task CloseAsync(Connection[] open, CloseReason reason, TimeSpan spread, TimeProvider time, Task ended, Generation? generation = null)
    {
        var start = time.GetTimestamp();
        for (var i = 0; i < open.Length; i++)
        {
            var wait = spread * ((double)i / open.Length) - time.GetElapsedTime(start);
            if (wait > TimeSpan.Zero && !await WaitAsync(wait, time, ended))
                return;
            // It may have gone over to another load.
            if (generation is null || open[i].Plugins.Uses(generation))
                open[i].Close(reason, failed: false);
        }
    }

    // False when there is nobody left to be told.
    private static async Task<bool> WaitAsync(TimeSpan wait, TimeProvider time, Task ended)
    {
        using var done = new CancellationTokenSource();
        await Task.WhenAny(Task.Delay(wait, time, done.Token), ended);
        await done.CancelAsync();
        return !ended.IsCompleted;
    }
}
