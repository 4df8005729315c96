namespace Host.Configuration;

/// <summary>Something immutable that another may take the place of while the host runs, in one reference. Safe from any thread.</summary>
internal sealed class Replaceable<T>(T first) where T : class
{
    private volatile T _current = first;

    /// <summary>That of now. Who needs two values of one reads it once.</summary>
    public T Current
    {
        get => _current;
        set => _current = value;
    }
}
