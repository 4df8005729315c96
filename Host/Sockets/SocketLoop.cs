using System.Diagnostics.CodeAnalysis;

namespace Host.Sockets;

/// <summary>
/// Serves sockets on one thread: waits until some are ready, calls each, then does what other threads have asked for, which is one turn.
/// </summary>
/// <remarks>
/// A call that does not come back does not hold up the others: <see cref="Look"/> takes the loop away from its thread, and another one goes on.
/// So before each call everything of the loop is where the next thread finds it, and the thread of a call touches nothing but the source it
/// was called about until it knows that it still has the loop. Readiness is level-triggered: events that were not looked at come again.
/// </remarks>
internal sealed class SocketLoop : IDisposable
{
    // The source that this thread is in a call about.
    [ThreadStatic]
    private static LoopSource? _current;

    private readonly string _name;
    private readonly LoopWatch _watch;
    private readonly WakeUp _wakeUp = new();
    private readonly Lock _gate = new();
    private readonly Queue<LoopSource> _queue = new();
    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private LoopSource?[] _sources = new LoopSource?[256];
    private bool _isSleeping;
    private volatile bool _isEnded;

    // Odd while a call is under way, and never the same twice. Whoever has made it even again has the loop.
    private long _turn;
    private LoopSource? _called;
    private long _seenTurn;

    public SocketLoop(string name, ReceiveBuffers buffers, LoopWatch watch)
    {
        _name = name;
        _watch = watch;
        Buffers = buffers;
        Poll.TryAdd(_wakeUp.Descriptor, EventPoll.In | EventPoll.Edge);
        new LoopThread(this).Start(name);
    }

    public EventPoll Poll { get; } = new();

    public ReceiveBuffers Buffers { get; }

    /// <summary>Held while it changes which events of a source are waited for.</summary>
    public Lock Watching { get; } = new();

    /// <summary>How often a source was called so far, roughly. From any thread.</summary>
    public long Calls => Volatile.Read(ref _turn) / 2;

    /// <summary>Whether the calling thread is in a call about the source, so that it may touch it.</summary>
    public static bool IsIn(LoopSource source) => _current == source;

    /// <summary>Has events of a descriptor go to a source. For the loop's own calls.</summary>
    public bool TryAdd(int descriptor, LoopSource source, uint events)
    {
        // The table has two writers while a thread that has lost the loop comes to the end of its call.
        lock (_gate)
        {
            if (descriptor >= _sources.Length)
                Array.Resize(ref _sources, Math.Max(descriptor + 1, 2 * _sources.Length));
            _sources[descriptor] = source;
        }
        return Poll.TryAdd(descriptor, events);
    }

    /// <summary>Forgets a descriptor that stays open, before it is given away.</summary>
    public void Remove(int descriptor)
    {
        Forget(descriptor);
        Poll.Remove(descriptor);
    }

    /// <summary>Forgets a descriptor, before it is closed.</summary>
    public void Forget(int descriptor)
    {
        lock (_gate)
        {
            if (descriptor < _sources.Length)
                _sources[descriptor] = null;
        }
    }

    /// <summary>Has the source called soon. From any thread.</summary>
    public void Enqueue(LoopSource source)
    {
        bool wake;
        lock (_gate)
        {
            _queue.Enqueue(source);
            wake = _isSleeping;
            _isSleeping = false;
        }
        if (wake)
            _wakeUp.Signal();
    }

    /// <summary>For the thread: serves the sources until the loop ends, or is taken away. What was asked for before the end is done.</summary>
    public void Run(LoopThread thread)
    {
        while (true)
        {
            var maySleep = MaySleep();
            if (maySleep && _isEnded)
                return;
            var count = Poll.Wait(thread.Events, maySleep ? -1 : 0);
            WakeUp();
            if (!ServeReady(thread, count) || !ServeQueue(thread))
                return;
        }
    }

    /// <summary>Takes the loop away from its thread where that has been in one call since the last look.</summary>
    /// <param name="interval">The time between two looks.</param>
    /// <returns>Whether the loop is at work, or has been since the last look.</returns>
    public bool Look(TimeSpan interval)
    {
        bool isAwake;
        lock (_gate)
            isAwake = !_isSleeping;
        var turn = Volatile.Read(ref _turn);
        var seen = _seenTurn;
        _seenTurn = turn;
        if (turn != seen || turn % 2 == 0)
            return isAwake || turn != seen;
        if (Interlocked.CompareExchange(ref _turn, turn + 1, turn) != turn)
            return true;
        // Nobody runs the loop now.
        var blocked = _called!;
        blocked.Leave();
        new LoopThread(this).Start(_name);
        blocked.OnBlocked(interval);
        return true;
    }

    /// <summary>Lets the thread end when it has nothing more to do.</summary>
    [SuppressMessage("Usage", "CA2213", Justification = "The poll and the wake-up end with the process: a thread that is blocked may still come back to them.")]
    public void Dispose()
    {
        _isEnded = true;
        _wakeUp.Signal();
    }

    private bool MaySleep()
    {
        lock (_gate)
            return _isSleeping = _queue.Count == 0;
    }

    // Under the lock: a look either comes later and sees that the loop is awake, or came before, and then the watch is begun anew here.
    private void WakeUp()
    {
        lock (_gate)
        {
            _isSleeping = false;
            _watch.Begin();
        }
    }

    private bool ServeReady(LoopThread thread, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var (descriptor, events) = EventPoll.At(thread.Events, i);
            if (descriptor < _sources.Length && _sources[descriptor] is { } source && !Call(source, events, thread))
                return false;
        }
        return true;
    }

    private bool ServeQueue(LoopThread thread)
    {
        int count;
        lock (_gate)
            count = _queue.Count;
        while (count-- > 0 && TryDequeue(out var source))
        {
            if (!Call(source, 0, thread))
                return false;
        }
        return true;
    }

    private bool TryDequeue([NotNullWhen(true)] out LoopSource? source)
    {
        lock (_gate)
            return _queue.TryDequeue(out source);
    }

    // False where the loop is another thread's when the call comes back.
    private bool Call(LoopSource source, uint events, LoopThread thread)
    {
        var turn = _turn + 1;
        _called = source;
        Volatile.Write(ref _turn, turn);
        _current = source;
        if (events == 0)
            source.DoWork(thread);
        else if (source.IsAway)
            source.OnReadyWhileAway(events);
        else
            source.OnReady(events, thread);
        _current = null;
        // What a handler has left in the context is none of the next one's.
        if (_context is not null && ExecutionContext.Capture() != _context)
            ExecutionContext.Restore(_context);
        if (SynchronizationContext.Current is not null)
            SynchronizationContext.SetSynchronizationContext(null);
        if (Interlocked.CompareExchange(ref _turn, turn + 1, turn) == turn)
        {
            _called = null;
            return true;
        }
        source.GiveBack();
        return false;
    }
}
