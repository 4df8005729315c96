namespace Host.Configuration;

/// <summary>The values of <c>Transport</c>.</summary>
internal enum TransportKind
{
    /// <summary>The loops where there are any.</summary>
    Auto,

    /// <summary>The sockets of .NET.</summary>
    Sockets,

    /// <summary>The loops of Linux.</summary>
    Epoll,
}
