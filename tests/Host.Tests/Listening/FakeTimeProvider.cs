namespace Host.Tests.Listening;

/// <summary>A clock that a test moves. Nothing is due before the test says so, however slow the machine is.</summary>
internal sealed class FakeTimeProvider : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<FakeTimer> _timers = [];
    private DateTimeOffset _now = new(2011, 12, 11, 10, 9, 8, TimeSpan.Zero);
    private TaskCompletionSource _set = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FakeTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock and calls what has become due, on this thread.</summary>
    public void Advance(TimeSpan time)
    {
        List<FakeTimer> due;
        lock (_gate)
        {
            _now += time;
            due = [.. _timers.Where(timer => timer.Due <= _now).OrderBy(timer => timer.Due)];
            _timers.RemoveAll(due.Contains);
        }
        foreach (var timer in due)
            timer.Fire();
    }

    /// <summary>Moves the clock by the time, and again by the time, until the task has completed: what sets a timer may do so at any moment.</summary>
    public async Task AdvanceUntilAsync(Task task, TimeSpan time)
    {
        using var hang = new CancellationTokenSource(RawClient.HangLimit);
        while (!task.IsCompleted)
        {
            hang.Token.ThrowIfCancellationRequested();
            Advance(time);
            await Task.WhenAny(task, Task.Delay(1, hang.Token));
        }
        await task;
    }

    /// <summary>Completes when a timer runs that is due in just the time.</summary>
    public async Task WaitForTimerAsync(TimeSpan due)
    {
        while (true)
        {
            Task set;
            lock (_gate)
            {
                if (_timers.Exists(timer => timer.Due == _now + due))
                    return;
                set = _set.Task;
            }
            await set.WaitAsync(RawClient.HangLimit);
        }
    }

    private void Set(FakeTimer timer, TimeSpan dueTime)
    {
        TaskCompletionSource set;
        lock (_gate)
        {
            _timers.Remove(timer);
            if (dueTime == Timeout.InfiniteTimeSpan)
                return;
            timer.Due = _now + dueTime;
            _timers.Add(timer);
            set = _set;
            _set = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        set.SetResult();
    }

    private sealed class FakeTimer(FakeTimeProvider time, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset Due { get; set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (period != Timeout.InfiniteTimeSpan)
                throw new NotSupportedException("Nothing in the host repeats.");
            time.Set(this, dueTime);
            return true;
        }

        public void Dispose() => time.Set(this, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
