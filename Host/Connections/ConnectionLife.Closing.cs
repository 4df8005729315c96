namespace Host.Connections;

/// <content>The time limit on the closing handshake, and when the connection leaves the clock: its handler may finish long before TCP, or after it.</content>
internal sealed partial class ConnectionLife
{
    private const int NotClosing = -1;

    private const int OfHandler = 1;
    private const int OfTransport = 2;

    private int _closingSince = NotClosing;
    private int _ended;

    /// <summary>The closing handshake has begun, by either side.</summary>
    public void OnClosingBegun()
    {
        var now = Services.Clock.Now;
        Volatile.Write(ref _closingSince, now);
        Services.Clock.Add(this, CloseDue());
    }

    /// <summary>The peer has taken some of what was queued before the close frame: its time begins anew.</summary>
    public void OnClosingWentOn()
    {
        // It is looked at when it would have been due, and then stays.
        if (Volatile.Read(ref _closingSince) != NotClosing)
            Volatile.Write(ref _closingSince, Services.Clock.Now);
    }

    /// <summary>The closing handshake is over.</summary>
    /// <param name="isTransportEnded">Whether TCP has ended; if not, it still must within the time limit.</param>
    public void OnClosed(bool isTransportEnded)
    {
        var due = CloseDue();
        Volatile.Write(ref _closingSince, NotClosing);
        // The clock would keep the connection until then, and with it what its plugins have made.
        if (!isTransportEnded && due != int.MaxValue)
            connection.AbortTransportAfter(TimeSpan.FromSeconds(Math.Max(due - Services.Clock.Now, 1)));
        End(OfTransport);
    }

    /// <summary>Takes the connection off the clock for good.</summary>
    public void Leave() => Services.Clock.Remove(this);

    private bool IsCloseOverdue(int now) => now >= CloseDue();

    private void OnCloseTooLong()
    {
        Volatile.Write(ref _closingSince, NotClosing);
        End(OfTransport);
        connection.OnCloseTooLong();
    }

    // It began within the second, so a second more makes sure that the time is over.
    private int CloseDue() => Volatile.Read(ref _closingSince) is not NotClosing and var since ? since + Services.Limits.CloseSeconds + 1 : int.MaxValue;

    private void End(int part)
    {
        if ((Interlocked.Or(ref _ended, part) | part) == (OfHandler | OfTransport))
            Leave();
    }
}
