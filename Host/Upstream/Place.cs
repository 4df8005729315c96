namespace Host.Upstream;

/// <summary>The place of one request in its <see cref="OrderingWindow"/>.</summary>
/// <param name="number">Its number, or null where it has none.</param>
/// <param name="isAhead">Whether others with lower numbers must come before it.</param>
internal sealed class Place(long? number, bool isAhead)
{
    public long? Number => number;

    public bool IsAhead => isAhead;

    /// <summary>How much is held for it.</summary>
    public int Bytes { get; set; }

    /// <summary>Whether its turn has come; completes with false when it never will. Null where it has come at once.</summary>
    public TaskCompletionSource<bool>? Turn { get; set; }
}
