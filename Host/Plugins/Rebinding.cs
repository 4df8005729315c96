namespace Host.Plugins;

/// <summary>Where the connections of a load that was replaced may go, and how many went. It holds nothing of a plugin. Safe from any thread.</summary>
/// <param name="entry">The plugin, whichever load of it is served.</param>
internal sealed class Rebinding(PluginEntry entry)
{
    private int _moved;
    private int _failed;

    /// <summary>How many went.</summary>
    public int Moved => Volatile.Read(ref _moved);

    /// <summary>How many were closed because they could not.</summary>
    public int Failed => Volatile.Read(ref _failed);

    /// <summary>Finds the handler of that name in the load that is served now; null where it is gone or takes nobody over.</summary>
    public HandlerRegistration? Find(string handler)
    {
        foreach (var registration in entry.Current?.Handlers ?? [])
        {
            if (registration.Name == handler)
                return registration.Factory.HandsOver ? registration : null;
        }
        return null;
    }

    /// <summary>Finds it, with a lease on its load, which the caller gives back.</summary>
    public HandlerRegistration? Lease(string handler)
    {
        // A load is closed when another one is in its place, or none.
        var target = Find(handler);
        while (target is not null && !target.Generation.TryLease())
            target = Find(handler);
        return target;
    }

    public void OnMoved() => Interlocked.Increment(ref _moved);

    public void OnFailed() => Interlocked.Increment(ref _failed);
}
