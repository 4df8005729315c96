namespace Host.Connections;

/// <summary>
/// What the core of a connection needs of the transport below it: the way out. The way in is a loop of the transport's own that calls
/// <see cref="Connection.Receive"/>.
/// </summary>
internal interface ITransport
{
    /// <summary>Whether the calling thread may send. False where it is for another one, by <see cref="Defer"/>.</summary>
    bool MaySend => true;

    /// <summary>Has <see cref="Connection.FlushDeferred"/> called soon by a thread that may send.</summary>
    void Defer() => throw new NotSupportedException("Every thread may send.");

    /// <summary>
    /// Whether the thread that calls <see cref="Connection.Receive"/> serves other connections, too, which wait meanwhile. False where it is one of
    /// the thread pool.
    /// </summary>
    bool SharesThread => false;

    /// <summary>The connection begins to receive.</summary>
    void Begin(Connection connection)
    {
    }

    /// <summary>
    /// Sends all the bytes; never called again before it has completed. Throws, with whatever the transport throws, when the peer is gone.
    /// </summary>
    ValueTask SendAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>How many parts go out together by one system call; 1 where the transport cannot gather. Never changes.</summary>
    int MaxParts => 1;

    /// <summary>
    /// Sends all the bytes of 2 to <see cref="MaxParts"/> parts, none of them empty, as the other overload does. Parts and bytes are lent, and stay as
    /// they are until the send has completed: an implementer that could send only some of them goes on from there, and changes neither.
    /// </summary>
    ValueTask SendAsync(List<ArraySegment<byte>> parts) => throw new NotSupportedException("The transport cannot gather.");

    /// <summary>
    /// Changes whenever a part of a send was taken that has not completed, so that a peer that reads slowly is told from one that does not read. Safe
    /// from any thread.
    /// </summary>
    int TakenInParts => 0;

    /// <summary>
    /// Ends the sending direction after what was sent, so that the peer reads to the end whatever it has sent itself. False where the
    /// transport can only end both directions at once.
    /// </summary>
    bool TryEndSending();

    /// <summary>Ends the connection after what was sent. Nothing is read or sent any more.</summary>
    void End() => Abort();

    /// <summary>Fires when the transport has seen the end of the stream or a reset, also while nobody reads.</summary>
    CancellationToken Closed { get; }

    /// <summary>Has the operating system look for a dead peer, where the revision cannot.</summary>
    void EnableKeepAlive()
    {
    }

    /// <summary>Makes a pending read of the receive loop return, so that it looks at the connection's state again. Safe from any thread.</summary>
    void WakeReader();

    /// <summary>Ends the connection at once, losing what is under way. Safe from any thread, and more than once.</summary>
    void Abort();
}
