using System.IO.Pipelines;

namespace Host.Sockets;

/// <summary>Where whoever reads a <see cref="LoopInput"/> goes on: on the loop once that is wanted and the loop brings the bytes, else on the thread pool.</summary>
internal sealed class LoopScheduler(LoopSource source) : PipeScheduler
{
    /// <summary>Whether the reader may go on on the loop.</summary>
    public volatile bool IsInline;

    // Whoever else has the reader go on, such as one that cancels its read, may hold a lock.
    public override void Schedule(Action<object?> action, object? state)
    {
        if (IsInline && SocketLoop.IsIn(source))
            action(state);
        else
            System.Threading.ThreadPool.UnsafeQueueUserWorkItem(action, state, preferLocal: true);
    }
}
