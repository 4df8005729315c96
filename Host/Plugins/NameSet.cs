namespace Host.Plugins;

/// <summary>A few names, to which some are added and none is taken away. Asking costs next to nothing while there is none. Safe from any thread.</summary>
internal sealed class NameSet
{
    private string[] _names = [];

    public IReadOnlyList<string> Names => Volatile.Read(ref _names);

    public bool Contains(string name)
    {
        var names = Volatile.Read(ref _names);
        return names.Length > 0 && names.Contains(name);
    }

    /// <returns>Whether it is new.</returns>
    public bool TryAdd(string name)
    {
        var names = Volatile.Read(ref _names);
        while (!names.Contains(name))
        {
            var before = Interlocked.CompareExchange(ref _names, [.. names, name], names);
            if (before == names)
                return true;
            names = before;
        }
        return false;
    }
}
