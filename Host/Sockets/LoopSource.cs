namespace Host.Sockets;

/// <summary>Something that a loop serves. One thread at a time calls it; only <see cref="Post"/> may be called by others.</summary>
internal abstract class LoopSource(SocketLoop loop)
{
    private int _work;

    public SocketLoop Loop => loop;

    /// <summary>Whether a thread is blocked in a call about it, which the loop has been taken away from. The loop's own.</summary>
    public bool IsAway { get; set; }

    /// <summary>Its descriptor is ready, or seems so: it may be another one that had the same number a moment ago.</summary>
    public virtual void OnReady(uint events, LoopThread thread)
    {
    }

    /// <summary>Does what was asked for by <see cref="Post"/>.</summary>
    public abstract void OnWork(Work work, LoopThread thread);

    /// <summary>Is not to hear of events any more, until <see cref="Watch"/>.</summary>
    public virtual void Unwatch()
    {
    }

    /// <summary>Is to hear of events again.</summary>
    public virtual void Watch()
    {
    }

    /// <summary>The thread of the loop has been in one call about the source for so long that another one goes on in its place.</summary>
    public virtual void OnBlocked(TimeSpan time)
    {
    }

    /// <summary>Has the loop do something soon. Several requests for the same are one.</summary>
    public void Post(Work work)
    {
        if (Interlocked.Or(ref _work, (int)work) == 0)
            loop.Enqueue(this);
    }

    /// <summary>The thread that was blocked is done with the source.</summary>
    public void GiveBack()
    {
        Interlocked.Or(ref _work, (int)Work.Return);
        // Whatever was asked for meanwhile was taken off the queue and left undone.
        loop.Enqueue(this);
    }

    /// <summary>What is to be done now; nothing while the source is away.</summary>
    public Work TakeWork()
    {
        if (IsAway && (Volatile.Read(ref _work) & (int)Work.Return) == 0)
            return Work.None;
        return (Work)Interlocked.Exchange(ref _work, 0);
    }
}
