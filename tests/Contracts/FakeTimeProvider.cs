namespace Contracts;

/// <summary>Time that passes when a test says so. It begins with the year 2026, UTC.</summary>
public sealed class FakeTimeProvider : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<FakeTimer> _timers = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How many timers there are that were not disposed of.</summary>
    public int TimerCount
    {
        get
        {
            lock (_gate)
                return _timers.Count;
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().Ticks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FakeTimer(this, callback, state);
        timer.Change(dueTime, period);
        lock (_gate)
        {
            _timers.Add(timer);
            OnChanged();
        }
        return timer;
    }

    /// <summary>Lets time pass, and then calls the timers that are due: each once, however often it was.</summary>
    public void Advance(TimeSpan time)
    {
        FakeTimer[] due;
        lock (_gate)
        {
            _now += time;
            due = [.. _timers.Where(timer => timer.TakeIfDue(_now))];
        }
        foreach (var timer in due)
            timer.Fire();
    }

    /// <summary>Lets the time pass, and again the time, until the task has completed: whoever is to be cut off may set its timer at any moment.</summary>
    public async Task AdvanceUntilAsync(Task task, TimeSpan time)
    {
        ArgumentNullException.ThrowIfNull(task);
        while (!task.IsCompleted)
        {
            Advance(time);
            await Task.WhenAny(task, Task.Delay(1));
        }
        await task;
    }

    /// <summary>Completes when a timer runs that is due after just the time, or as many of them as are given.</summary>
    public async Task WaitForTimerAsync(TimeSpan due, CancellationToken cancellationToken, int count = 1)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_timers.Count(timer => timer.Due == _now + due) >= count)
                    return;
                changed = _changed.Task;
            }
            await changed.WaitAsync(cancellationToken);
        }
    }

    // With the lock held.
    private void OnChanged()
    {
        _changed.SetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class FakeTimer(FakeTimeProvider time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        public DateTimeOffset? Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : time._now + dueTime;
                _period = period;
                time.OnChanged();
            }
            return true;
        }

        public bool TakeIfDue(DateTimeOffset now)
        {
            if (Due is null || Due > now)
                return false;
            var isPeriodic = _period > TimeSpan.Zero;
            do
                Due = isPeriodic ? Due + _period : null;
            while (Due <= now);
            return true;
        }

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (time._gate)
                time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
