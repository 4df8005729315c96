using System.Diagnostics.Metrics;

namespace Soak;

/// <summary>What was made for connections and what is left of it.</summary>
public sealed class Tally : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _open;
    private long _connects;
    private long _disconnects;
    private long _handlers;

    /// <summary>Begins to count.</summary>
    public Tally()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Wharf" && instrument.Name == "wharf.connections.open")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, change, _, _) => Interlocked.Add(ref _open, change));
        _listener.Start();
    }

    /// <summary>A handler was made.</summary>
    public void Made() => Interlocked.Increment(ref _handlers);

    /// <summary>A handler was collected.</summary>
    public void Collected() => Interlocked.Decrement(ref _handlers);

    /// <summary>A handler was told of the beginning.</summary>
    public void Connected() => Interlocked.Increment(ref _connects);

    /// <summary>A handler was told of the end.</summary>
    public void Disconnected() => Interlocked.Increment(ref _disconnects);

    /// <summary>Collects what can be collected and says what is left, as JSON.</summary>
    public string Take()
    {
        for (var i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        return $$"""{"open": {{_open}}, "connects": {{_connects}}, "disconnects": {{_disconnects}}, "handlers": {{_handlers}}, "heap": {{GC.GetTotalMemory(forceFullCollection: true)}}}""";
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();
}
