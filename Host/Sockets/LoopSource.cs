namespace Host.Sockets;

/// <summary>Something that a loop serves. One thread at a time calls it; only <see cref="Post"/> may be called by others.</summary>
internal abstract class LoopSource(SocketLoop loop)
{
    private int _work;
    private int _away;
    private int _returned;

    public SocketLoop Loop => loop;

    /// <summary>Whether a thread is blocked in a call about it, which the loop has been taken away from.</summary>
    public bool IsAway => Volatile.Read(ref _away) != 0;

    /// <summary>Its descriptor is ready, or seems so: it may be another one that had the same number a moment ago.</summary>
    public virtual void OnReady(uint events, LoopThread thread)
    {
    }

    /// <summary>Does what was asked for by <see cref="Post"/>; nothing may have been, where it was away.</summary>
    public abstract void OnWork(Work work, LoopThread thread);

    /// <summary>Its descriptor is ready while it is away: the thread that is blocked may go on at any moment, and has all but the way out.</summary>
    public virtual void OnReadyWhileAway(uint events)
    {
    }

    /// <summary>Does what can be done while it is away: sends, or fails what is being sent.</summary>
    public virtual void OnWorkWhileAway(Work work)
    {
    }

    /// <summary>It has gone away, or has come back: other events matter.</summary>
    public virtual void OnAwayChanged()
    {
    }

    /// <summary>The thread of the loop has been in one call about the source for so long that another one goes on in its place.</summary>
    public virtual void OnBlocked(TimeSpan time)
    {
    }

    /// <summary>Has the loop do something soon. Several requests for the same are one.</summary>
    public void Post(Work work)
    {
        // Beside another request, too: that may be left undone while the source is away.
        if ((Interlocked.Or(ref _work, (int)work) & (int)work) == 0)
            loop.Enqueue(this);
    }

    /// <summary>A thread is blocked in a call about it. Called while nobody runs the loop.</summary>
    public void Leave()
    {
        Interlocked.Increment(ref _away);
        OnAwayChanged();
    }

    /// <summary>A thread that was blocked is done with the source.</summary>
    public void GiveBack()
    {
        Interlocked.Increment(ref _returned);
        // Whatever was asked for meanwhile was taken off the queue and left undone.
        loop.Enqueue(this);
    }

    /// <summary>Does what is to be done now, which is little while the source is away.</summary>
    public void DoWork(LoopThread thread)
    {
        var wasAway = IsAway;
        if (wasAway)
        {
            Interlocked.Add(ref _away, -Interlocked.Exchange(ref _returned, 0));
            if (IsAway)
            {
                DoWorkWhileAway();
                return;
            }
            OnAwayChanged();
        }
        var work = (Work)Interlocked.Exchange(ref _work, 0);
        if (wasAway || work != Work.None)
            OnWork(work, thread);
    }

    private void DoWorkWhileAway()
    {
        // An abort stays to be done, when the thread has come back.
        var work = (Work)Interlocked.And(ref _work, ~(int)Work.Flush) & (Work.Flush | Work.Abort);
        if (work != Work.None)
            OnWorkWhileAway(work);
    }
}
