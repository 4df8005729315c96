using System.Runtime.InteropServices;

namespace Host.Connections;

/// <summary>
/// Counts the connections of each adapter, so that an operator knows when an old one may go. It costs two short locks a connection and nothing a
/// message. Safe from any thread.
/// </summary>
internal sealed class AdapterCensus(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, AdapterUse> _uses = new(StringComparer.Ordinal);

    /// <summary>When the count began.</summary>
    public DateTimeOffset Since { get; } = time.GetUtcNow();

    /// <summary>What was seen of the adapter's clients so far.</summary>
    public AdapterUse this[string adapter]
    {
        get
        {
            lock (_gate)
                return _uses.GetValueOrDefault(adapter);
        }
    }

    public void Opened(string adapter, string? userAgent)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            ref var use = ref CollectionsMarshal.GetValueRefOrAddDefault(_uses, adapter, out _);
            use = new AdapterUse(use.Opened + 1, use.Open + 1, now, userAgent ?? use.UserAgent);
        }
    }

    public void Ended(string adapter)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            ref var use = ref CollectionsMarshal.GetValueRefOrAddDefault(_uses, adapter, out _);
            use = use with { Open = use.Open - 1, LastSeen = now };
        }
    }
}
