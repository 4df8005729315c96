using System.Runtime.CompilerServices;

namespace Plugins.Crashing;

/// <summary>Exceptions where nothing catches them, and a hook into the end of the process that does not return.</summary>
internal static class Faults
{
    public static IReadOnlyList<(string Name, Action Commit)> All { get; } =
    [
        ("throw", Throw),
        ("async-void", AsyncVoid),
        ("thread", static () => new Thread(Throw).Start()),
        ("timer", static () => _ = new Timer(static _ => Throw(), null, TimeSpan.Zero, Timeout.InfiniteTimeSpan)),
        ("pool", static () => ThreadPool.UnsafeQueueUserWorkItem(static _ => Throw(), null)),
        ("finalizer", static () => CollectAfter(static () => _ = new Finalized())),
        ("unobserved", static () => CollectAfter(static () => ((IAsyncResult)Task.Run(Throw)).AsyncWaitHandle.WaitOne())),
        ("hanging-exit", static () => AppDomain.CurrentDomain.ProcessExit += static (_, _) => Thread.Sleep(Timeout.Infinite)),
    ];

    private static async void AsyncVoid()
    {
        await Task.Yield();
        Throw();
    }

    private static void Throw() => throw new InvalidOperationException("On purpose.");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CollectAfter(Action make)
    {
        make();
        GC.Collect();
    }

    private sealed class Finalized
    {
        ~Finalized() => Throw();
    }
}
