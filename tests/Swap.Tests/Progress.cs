namespace Swap.Tests;

/// <summary>How far the swaps have come, as the clients need to know it. Safe from any thread.</summary>
internal sealed class Progress
{
    private int _begun;
    private int _done;

    /// <summary>The swaps whose files were touched: up to this one a connection may be cut off.</summary>
    public int Begun => Volatile.Read(ref _begun);

    /// <summary>The swaps that are served: a connection that is opened now is on this one or a later one.</summary>
    public int Done => Volatile.Read(ref _done);

    public int Begin() => Interlocked.Increment(ref _begun);

    public void End() => Interlocked.Increment(ref _done);
}
