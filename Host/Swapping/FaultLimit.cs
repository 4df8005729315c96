using Host.Plugins;

namespace Host.Swapping;

/// <summary>Counts the faults of each load of a plugin, a minute at a time from the first one on.</summary>
internal sealed class FaultLimit(int perMinute, TimeProvider time)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public int PerMinute => perMinute;

    /// <summary>Counts the faults of a load from now on.</summary>
    /// <param name="generation">The load.</param>
    /// <param name="onExceeded">Is told once, on a thread of its own, when there are too many.</param>
    public void Watch(Generation generation, Action onExceeded)
    {
        if (perMinute > 0)
            generation.OnFault = new Count(perMinute, time, onExceeded).Add;
    }

    private sealed class Count(int perMinute, TimeProvider time, Action onExceeded)
    {
        private readonly Lock _gate = new();
        private long _begin = time.GetTimestamp();
        private int _faults;
        private bool _isExceeded;

        public void Add()
        {
            lock (_gate)
            {
                if (time.GetElapsedTime(_begin) >= Minute)
                    (_begin, _faults) = (time.GetTimestamp(), 0);
                if (++_faults <= perMinute || _isExceeded)
                    return;
                _isExceeded = true;
            }
            // Off this thread, which may be that of a connection.
            Task.Run(onExceeded);
        }
    }
}
