using System.Collections.Concurrent;
using Host.Sockets;
using Host.Tests.Listening;

namespace Host.Tests.Sockets;

/// <summary>A source without a descriptor, which does what the test says.</summary>
internal sealed class FakeSource(SocketLoop loop, Action<Work>? onWork = null) : LoopSource(loop)
{
    private readonly SemaphoreSlim _called = new(0);

    /// <summary>What was asked for, call by call.</summary>
    public ConcurrentQueue<Work> Done { get; } = new();

    public ConcurrentQueue<Work> DoneWhileAway { get; } = new();

    public override void OnWork(Work work, LoopThread thread)
    {
        Done.Enqueue(work);
        _called.Release();
        onWork?.Invoke(work);
    }

    public override void OnWorkWhileAway(Work work)
    {
        DoneWhileAway.Enqueue(work);
        _called.Release();
    }

    /// <summary>Waits for the next call, those not waited for included.</summary>
    public async Task WaitForCallAsync()
    {
        if (!await _called.WaitAsync(RawClient.HangLimit))
            throw new TimeoutException("The loop did not call.");
    }
}
