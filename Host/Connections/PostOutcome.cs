namespace Host.Connections;

/// <summary>What became of a message that does not wait for room.</summary>
internal enum PostOutcome
{
    /// <summary>It is queued.</summary>
    Queued,

    /// <summary>The connection is closing, or its revision cannot carry the message.</summary>
    Refused,

    /// <summary>There is no room, and nothing older that could be dropped.</summary>
    Dropped,

    /// <summary>There is no room, and the peer is to be disconnected.</summary>
    TooSlow,
}
