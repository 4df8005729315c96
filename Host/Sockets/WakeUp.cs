using System.ComponentModel;

namespace Host.Sockets;

/// <summary>An eventfd, by which a thread that waits for events is woken. Watch it edge-triggered: it is never read.</summary>
internal sealed class WakeUp
{
    public WakeUp()
    {
        Descriptor = Libc.eventfd(0, Libc.NonBlocking | Libc.CloseOnExec);
        if (Descriptor < 0)
            throw new Win32Exception(Libc.LastError);
    }

    public int Descriptor { get; }

    /// <summary>Wakes the thread, or has it not go to sleep. Safe from any thread.</summary>
    public void Signal()
    {
        var one = 1UL;
        // It can fail only where the sum of all signals does not fit 64 bits.
        _ = Libc.write(Descriptor, ref one, sizeof(ulong));
    }
}
