namespace Abstractions;

/// <summary>On which thread a handler is called. Where each connection is received on its own, that is the thread pool in any case.</summary>
/// <remarks>Whatever it is, the calls for a connection are made one at a time and in order.</remarks>
public enum Dispatch
{
    /// <summary>As <see cref="Inline"/>, until a call was seen to block; from then on as <see cref="Pool"/>, for all connections of the handler.</summary>
    Auto,

    /// <summary>
    /// On the thread that receives, which serves other connections, too: they wait until the call returns. The fastest for a handler that
    /// computes little and awaits the rest; one that blocks is said in the log, and stays.
    /// </summary>
    Inline,

    /// <summary>On the thread pool, for a handler that blocks or computes for long: nobody waits for it. Costs about 2 µs a message, and a copy of it.</summary>
    Pool,
}
