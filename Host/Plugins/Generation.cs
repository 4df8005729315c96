using Abstractions;

namespace Host.Plugins;

/// <summary>
/// One load of a plugin, such as <c>Handlers.Demo#3</c>, and how many still use it. It holds nothing of the plugin itself, so whatever keeps it keeps
/// no plugin. Safe from any thread.
/// </summary>
/// <param name="plugin">The plugin's name.</param>
/// <param name="number">Which load of the plugin it is, from 1 on.</param>
internal sealed class Generation(string plugin, int number)
{
    // The sign bit closes; the others count.
    private const int Closed = int.MinValue;

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _leases;
    private CloseReason _cutOff;
    private volatile bool _isCutOff;
    private volatile Rebinding? _rebinding;

    public string Plugin { get; } = plugin;

    public int Number { get; } = number;

    /// <summary>Is told of every fault of the plugin; null where nobody counts.</summary>
    public Action? OnFault { get; set; }

    /// <summary>Its handlers whose calls have gone over to the thread pool, because one was seen to block.</summary>
    public NameSet MovedHandlers { get; } = new();

    /// <summary>Its handlers that were seen to block, and stay where they are, because it was decided so.</summary>
    public NameSet BlockingHandlers { get; } = new();

    /// <summary>Its handlers of which a call did not complete at once, so that messages are copied before the call.</summary>
    public NameSet AsynchronousHandlers { get; } = new();

    /// <summary>How many use it now.</summary>
    public int Leases => Volatile.Read(ref _leases) & ~Closed;

    /// <summary>Whether it gives no lease any more, because another one is in its place, or none.</summary>
    public bool IsClosed => Volatile.Read(ref _leases) < 0;

    /// <summary>Why a connection is closed that is opened only now, its time being over; null while it is not.</summary>
    public CloseReason? CutOffReason => _isCutOff ? _cutOff : null;

    /// <summary>Where its connections may go; null while it is served, and where they may not. Set before it is closed.</summary>
    public Rebinding? Rebinding
    {
        get => _rebinding;
        set => _rebinding = value;
    }

    /// <summary>Completes when it is closed and the last lease was given back.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Takes a lease, which <see cref="Release"/> gives back. False when it is closed.</summary>
    public bool TryLease()
    {
        var leases = Volatile.Read(ref _leases);
        while (leases >= 0)
        {
            var before = Interlocked.CompareExchange(ref _leases, leases + 1, leases);
            if (before == leases)
                return true;
            leases = before;
        }
        return false;
    }

    /// <summary>Gives a lease back: once for each that was taken.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _leases) == Closed)
            _ended.TrySetResult();
    }

    /// <summary>Gives no more leases. To be called when nobody finds the generation any more.</summary>
    public void Close()
    {
        if ((Interlocked.Or(ref _leases, Closed) & ~Closed) == 0)
            _ended.TrySetResult();
    }

    /// <summary>Its time is over; connections that are open already are closed by whoever says so. Called once.</summary>
    public void CutOff(CloseReason reason)
    {
        _cutOff = reason;
        _isCutOff = true;
    }

    /// <summary>The plugin did something wrong.</summary>
    public void Fault() => OnFault?.Invoke();

    public override string ToString() => $"{Plugin}#{Number}";
}
