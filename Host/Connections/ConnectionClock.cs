namespace Host.Connections;

/// <summary>
/// One timer for all connections: a wheel with a slot for each second, in which a connection stands where it is due. One that is idle costs
/// neither a timer nor a wake-up of its own. Safe from any thread.
/// </summary>
internal sealed class ConnectionClock : IDisposable
{
    private const int Slots = 128;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly Lock _gate = new();
    private readonly List<ConnectionLife>[] _wheel = [.. Enumerable.Range(0, Slots).Select(_ => new List<ConnectionLife>())];
    private readonly List<ConnectionLife> _due = [];
    private readonly ITimer _timer;
    private int _now;

    public ConnectionClock(TimeProvider time)
    {
        _time = time;
        _start = time.GetTimestamp();
        _timer = time.CreateTimer(static clock => ((ConnectionClock)clock!).Tick(), this, Second, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whole seconds since the clock began.</summary>
    public int Now => Volatile.Read(ref _now);

    /// <summary>Lets <see cref="ConnectionLife.OnDue"/> be called at the second, or earlier where it stands earlier already.</summary>
    public void Add(ConnectionLife life, int due)
    {
        lock (_gate)
        {
            if (life.HasEnded || (life.Index >= 0 && life.Due <= due))
                return;
            RemoveLocked(life);
            life.Due = due;
            var slot = _wheel[due % Slots];
            life.Index = slot.Count;
            slot.Add(life);
        }
    }

    /// <summary>Takes the connection off for good.</summary>
    public void Remove(ConnectionLife life)
    {
        lock (_gate)
        {
            life.HasEnded = true;
            RemoveLocked(life);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void RemoveLocked(ConnectionLife life)
    {
        if (life.Index < 0)
            return;
        var slot = _wheel[life.Due % Slots];
        var last = slot[^1];
        slot[life.Index] = last;
        last.Index = life.Index;
        slot.RemoveAt(slot.Count - 1);
        life.Index = -1;
    }

    private void Tick()
    {
        var now = (int)_time.GetElapsedTime(_start).TotalSeconds;
        lock (_gate)
        {
            // After a long pause, such as a suspended machine, one turn of the wheel sees every slot.
            for (var second = Math.Max(_now + 1, now - Slots + 1); second <= now; second++)
                CollectLocked(_wheel[second % Slots], now);
            Volatile.Write(ref _now, now);
        }
        foreach (var life in _due)
        {
            var next = Look(life, now);
            Add(life, Math.Max(next, now + 1));
        }
        _due.Clear();
        _timer.Change(Second, Timeout.InfiniteTimeSpan);
    }

    // What one connection does must not stop the clock of all.
    private static int Look(ConnectionLife life, int now)
    {
        try
        {
            return life.OnDue(now);
        }
        catch (Exception exception)
        {
            life.OnUnwatchable(exception);
            return now + Slots;
        }
    }

    private void CollectLocked(List<ConnectionLife> slot, int now)
    {
        for (var i = slot.Count - 1; i >= 0; i--)
        {
            var life = slot[i];
            if (life.Due > now)
                continue;
            RemoveLocked(life);
            _due.Add(life);
        }
    }
}
