namespace Host.Sockets;

/// <summary>
/// Looks whether the threads of loops come back from their calls. Sleeps while no loop is at work, so that an idle process stays idle.
/// </summary>
internal sealed class LoopWatch : IDisposable
{
    /// <summary>How long a call may hold a loop: a loop is taken away after one interval at least, and two at most.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly ITimer _timer;
    private IReadOnlyList<SocketLoop> _loops = [];
    private volatile bool _isRunning;

    public LoopWatch(TimeProvider time)
    {
        _timer = time.CreateTimer(static watch => ((LoopWatch)watch!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Says which loops to look at.</summary>
    public void Watch(IReadOnlyList<SocketLoop> loops) => _loops = loops;

    /// <summary>A loop is at work. Called often, and costs nothing then.</summary>
    public void Begin()
    {
        if (_isRunning)
            return;
        _isRunning = true;
        _timer.Change(Interval, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        // First: a loop that begins to work after it was looked at starts the timer again.
        _isRunning = false;
        var isAtWork = false;
        foreach (var loop in _loops)
            isAtWork |= loop.Look(Interval);
        if (isAtWork)
            Begin();
    }
}
