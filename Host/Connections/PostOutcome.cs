namespace Host.Connections;

/// <summary>What became of a message to a group at one member.</summary>
internal enum PostOutcome
{
    /// <summary>It is queued.</summary>
    Queued,

    /// <summary>The member is closing, or its revision cannot carry the message.</summary>
    Refused,

    /// <summary>There is no room, and nothing older to drop.</summary>
    Dropped,

    /// <summary>There is no room, and the member is to be disconnected.</summary>
    TooSlow,
}
