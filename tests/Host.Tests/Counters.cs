using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Host.Tests;

/// <summary>What the counters of the host have counted since this was made.</summary>
internal sealed class Counters : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Name, long Value, string Tags)> _measurements = new();

    public Counters()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Wharf")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            _measurements.Enqueue((instrument.Name, value, string.Join(", ", tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}")))));
        _listener.Start();
    }

    /// <summary>The sum of a counter, of all its measurements or of those with just the tags, as in <c>protocol=a, code=1000</c>.</summary>
    public long Sum(string name, string? tags = null) =>
        _measurements.Where(measurement => measurement.Name == name && (tags is null || measurement.Tags == tags)).Sum(measurement => measurement.Value);

    public void Dispose() => _listener.Dispose();
}
