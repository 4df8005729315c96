using Host.Connections;

namespace Host.Sockets;

/// <summary>The loops of the process, and how many connections they have. Made when the first listener needs them.</summary>
internal sealed class SocketLoops : IAsyncDisposable
{
    // What a connection that is cut off gets to tell its handler.
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly ConnectionRegistry _registry;
    private readonly LoopWatch _watch;
    private readonly Lock _gate = new();
    private readonly List<LoopListener> _listeners = [];
    private int _connections;
    private TaskCompletionSource? _ended;

    public SocketLoops(int count, ConnectionRegistry registry)
    {
        _registry = registry;
        // Whether a thread is blocked is a matter of the machine's time.
        _watch = new LoopWatch(TimeProvider.System);
        var buffers = new ReceiveBuffers();
        All = [.. Enumerable.Range(1, count).Select(number => new SocketLoop($"Wharf loop {number}", buffers, _watch))];
        _watch.Watch(All);
    }

    public IReadOnlyList<SocketLoop> All { get; }

    /// <summary>A listener has been made, which must close before the loops end.</summary>
    public void Add(LoopListener listener)
    {
        lock (_gate)
            _listeners.Add(listener);
    }

    /// <summary>A connection has begun.</summary>
    public void Began()
    {
        lock (_gate)
            _connections++;
    }

    /// <summary>Nothing of a connection is left.</summary>
    public void Finished()
    {
        lock (_gate)
        {
            if (--_connections == 0)
                _ended?.TrySetResult();
        }
    }

    /// <summary>Waits until nothing is left of any connection, and cuts off what is left when the token is cancelled.</summary>
    public async Task EndAsync(CancellationToken drain)
    {
        var ended = WhenFinished();
        await Task.WhenAny(ended, Task.Delay(Timeout.Infinite, drain));
        if (ended.IsCompleted)
            return;
        _registry.AbortAll();
        await Task.WhenAny(ended, Task.Delay(Moment, CancellationToken.None));
    }

    public async ValueTask DisposeAsync()
    {
        LoopListener[] listeners;
        lock (_gate)
            listeners = [.. _listeners];
        foreach (var listener in listeners)
            await listener.UnbindAsync();
        await EndAsync(new CancellationToken(canceled: true));
        _watch.Dispose();
        foreach (var loop in All)
            loop.Dispose();
    }

    private Task WhenFinished()
    {
        lock (_gate)
        {
            if (_connections == 0)
                return Task.CompletedTask;
            _ended ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _ended.Task;
        }
    }
}
