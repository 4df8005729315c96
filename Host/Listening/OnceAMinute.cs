namespace Host.Listening;

/// <summary>Lets one in a minute through, for lines that would fill the log. Safe from any thread.</summary>
internal sealed class OnceAMinute(TimeProvider time)
{
    private long _next = long.MinValue;

    public bool IsDue()
    {
        var now = time.GetTimestamp();
        var next = Volatile.Read(ref _next);
        return now >= next && Interlocked.CompareExchange(ref _next, now + (60 * time.TimestampFrequency), next) == next;
    }
}
