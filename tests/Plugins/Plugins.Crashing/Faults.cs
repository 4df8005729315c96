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
        ("finalizer", static () => CollectAfter(static () => new Finalized())),
        ("unobserved", static () => CollectAfter(Failed)),
        ("hanging-exit", static () => AppDomain.CurrentDomain.ProcessExit += static (_, _) => Thread.Sleep(Timeout.Infinite)),
    ];

    private static async void AsyncVoid()
    {
        await Task.Yield();
        Throw();
    }

    private static void Throw() => throw new InvalidOperationException("On purpose.");

    private static Task Failed()
    {
        var task = Task.Run(Throw);
        // Without a look at the exception.
        ((IAsyncResult)task).AsyncWaitHandle.WaitOne();
        return task;
    }

    // More than once: the thread that has run a task may hold it for a moment longer.
    private static void CollectAfter(Func<object> make)
    {
        var made = Make(make);
        while (made.IsAlive)
        {
            GC.Collect();
            Thread.Yield();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Make(Func<object> make) => new(make());

    private sealed class Finalized
    {
        ~Finalized() => Throw();
    }
}
