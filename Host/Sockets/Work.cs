namespace Host.Sockets;

/// <summary>What a loop is asked to do about a source, from any thread.</summary>
[Flags]
internal enum Work
{
    None = 0,

    /// <summary>Send what is queued.</summary>
    Flush = 1,

    /// <summary>Look at the state again.</summary>
    Wake = 2,

    /// <summary>The handler may have caught up.</summary>
    Resume = 4,

    /// <summary>Everything queued was sent, or cannot be.</summary>
    Drained = 8,

    /// <summary>Begin: the source is new, or paused.</summary>
    Begin = 16,

    /// <summary>End at once.</summary>
    Abort = 32,

    /// <summary>Its opening handshake has taken too long.</summary>
    Expire = 64,
}
