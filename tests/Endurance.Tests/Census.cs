using System.Collections.Concurrent;
using Abstractions;

namespace Endurance.Tests;

/// <summary>What has become of every connection, by the number its client gave itself, and of the objects that were made for it.</summary>
internal sealed class Census
{
    private readonly ConcurrentDictionary<int, Entry> _entries = new();
    private readonly ConcurrentBag<WeakReference> _made = [];
    private int _last;

    /// <summary>How many of the handlers, connections and codecs are still held by somebody.</summary>
    public int Alive => _made.Count(made => made.IsAlive);

    /// <summary>The kinds of those still held.</summary>
    public string AliveKinds => string.Join(", ", _made.Select(made => made.Target?.GetType().Name).OfType<string>().CountBy(name => name).Select(kind => $"{kind.Value} {kind.Key}"));

    public int Connects => _entries.Values.Sum(entry => Volatile.Read(ref entry.Connects));

    public int Disconnects => _entries.Values.Sum(entry => entry.Reasons.Count);

    /// <summary>Clients whose handler was not told just once of the beginning and just once of the end.</summary>
    public IEnumerable<string> Irregular =>
        from entry in _entries
        where entry.Value.Connects != 1 || entry.Value.Reasons.Count != 1
        select $"client {entry.Key}: {entry.Value.Connects} connects, disconnects [{string.Join(", ", entry.Value.Reasons)}]";

    public int NextNumber() => Interlocked.Increment(ref _last);

    public void Watch(object made) => _made.Add(new WeakReference(made));

    public void Connected(int client) => Interlocked.Increment(ref Of(client).Connects);

    public void Delivered(int client, string text) => Of(client).Delivered.Enqueue(text);

    public void Disconnected(int client, CloseReason reason)
    {
        Of(client).Reasons.Enqueue(reason);
        Of(client).Ended.TrySetResult(reason);
    }

    /// <summary>The messages that a client's handler was given and echoed, in their order.</summary>
    public IReadOnlyList<string> DeliveredTo(int client) => [.. Of(client).Delivered];

    /// <summary>The reason of the first disconnect of a client.</summary>
    public Task<CloseReason> EndedAsync(int client) => Of(client).Ended.Task;

    private Entry Of(int client) => _entries.GetOrAdd(client, _ => new Entry());

    private sealed class Entry
    {
        public int Connects;

        public ConcurrentQueue<string> Delivered { get; } = new();

        public ConcurrentQueue<CloseReason> Reasons { get; } = new();

        public TaskCompletionSource<CloseReason> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
