using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Host.Sockets;

/// <summary>An epoll instance, level-triggered: descriptors to what is ready on them. Not safe for concurrent use, but for <see cref="Change"/>.</summary>
internal sealed class EventPoll : IDisposable
{
    public const uint In = 0x1;
    public const uint Out = 0x4;
    public const uint Error = 0x8;
    public const uint HangUp = 0x10;

    /// <summary>The peer has ended its direction.</summary>
    public const uint PeerHangUp = 0x2000;

    /// <summary>One waiter of several is woken.</summary>
    public const uint Exclusive = 1u << 28;

    /// <summary>Is told once for each change.</summary>
    public const uint Edge = 1u << 31;

    private const int AddOperation = 1;
    private const int RemoveOperation = 2;
    private const int ChangeOperation = 3;

    // struct epoll_event: a word of events and eight bytes of data, packed on x86-64 only.
    private static readonly int DataIndex = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 1 : 2;
    private static readonly int Stride = DataIndex + 2;

    private readonly int _poll = Libc.epoll_create1(Libc.CloseOnExec);

    public EventPoll()
    {
        if (_poll < 0)
            throw new Win32Exception(Libc.LastError);
    }

    /// <summary>Room for the events of one <see cref="Wait"/>.</summary>
    public static int[] Events(int count) => GC.AllocateUninitializedArray<int>(count * Stride, pinned: true);

    /// <summary>Begins to watch. False where the system has no room for it.</summary>
    public bool TryAdd(int descriptor, uint events) => Control(AddOperation, descriptor, events);

    public void Change(int descriptor, uint events) => Control(ChangeOperation, descriptor, events);

    public void Remove(int descriptor) => Control(RemoveOperation, descriptor, 0);

    /// <summary>Waits until something is ready.</summary>
    /// <param name="events">Takes what is ready; see <see cref="At"/>.</param>
    /// <param name="milliseconds">How long; -1 for ever.</param>
    /// <returns>How many descriptors are ready.</returns>
    public int Wait(int[] events, int milliseconds)
    {
        var count = Libc.epoll_wait(_poll, ref events[0], events.Length / Stride, milliseconds);
        if (count >= 0)
            return count;
        return Libc.LastError == Libc.Interrupted ? 0 : throw new Win32Exception(Libc.LastError);
    }

    /// <summary>What is ready at a place.</summary>
    public static (int Descriptor, uint Events) At(int[] events, int index) => (events[(index * Stride) + DataIndex], (uint)events[index * Stride]);

    public void Dispose() => _ = Libc.close(_poll);

    private bool Control(int operation, int descriptor, uint events)
    {
        Span<int> @event = stackalloc int[4];
        @event.Clear();
        @event[0] = (int)events;
        @event[DataIndex] = descriptor;
        return Libc.epoll_ctl(_poll, operation, descriptor, ref @event[0]) == 0;
    }
}
