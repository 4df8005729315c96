namespace Host.Listening;

/// <summary>What the first bytes of a connection are.</summary>
internal enum FirstRequestOutcome
{
    /// <summary>More of them are needed.</summary>
    Incomplete,

    /// <summary>An opening handshake of HTTP/1.1.</summary>
    Handshake,

    /// <summary>Anything else, which Kestrel knows how to answer.</summary>
    Http,

    TooLarge,
    TooSlow,
    Gone,
}
