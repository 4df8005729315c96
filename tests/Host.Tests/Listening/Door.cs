namespace Host.Tests.Listening;

/// <summary>How an opening handshake reaches the server.</summary>
public enum Door
{
    /// <summary>As the first request of its connection.</summary>
    First,

    /// <summary>After an ordinary request on the same connection.</summary>
    Later,
}
