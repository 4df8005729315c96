using System.Diagnostics.Metrics;

namespace Plugins.Crashing;

/// <summary>What the host has counted as faults of this plugin, as any listener in the process sees it.</summary>
public sealed class CountedFaults : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, long> _counts = [];

    public CountedFaults()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "Wharf", Name: "wharf.plugin.faults" })
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, _) => Add(value, tags));
        _listener.Start();
    }

    /// <summary>How many faults have just the tags, as in <c>plugin=a kind=b</c>.</summary>
    public long Of(string tags)
    {
        lock (_counts)
            return _counts.GetValueOrDefault(tags);
    }

    public void Dispose() => _listener.Dispose();

    private void Add(long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var key = string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"));
        lock (_counts)
            _counts[key] = _counts.GetValueOrDefault(key) + value;
    }
}
