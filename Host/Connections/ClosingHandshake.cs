using Abstractions;

namespace Host.Connections;

/// <summary>
/// Who has said what of the closing handshake (RFC 6455 7.1). Its time limit, from its beginning by either side until TCP has ended, is the
/// connection's life's to keep. Safe from any thread.
/// </summary>
internal sealed class ClosingHandshake
{
    // Made when either side begins, for most connections are open. It is the lock, too: nothing outside sees it.
    private Words? _words;

    /// <summary>Is told when the closing handshake begins and goes on.</summary>
    public ConnectionLife? Life { get; set; }

    /// <summary>Whether either side has begun, or the stream has ended.</summary>
    public bool HasBegun => Volatile.Read(ref _words) is { HasBegun: true };

    /// <summary>Whether this side has given the connection up, whatever the peer answers.</summary>
    public bool IsFailed => Volatile.Read(ref _words) is { IsFailed: true };

    /// <summary>Why the connection ended, as its handler is told.</summary>
    public CloseReason Outcome
    {
        get
        {
            var words = Said();
            lock (words)
            {
                if (words.Sent is { } sent && (words.IsFailed || words.Received is not null))
                    return sent;
                return words.Received ?? new CloseReason(CloseCode.AbnormalClosure);
            }
        }
    }

    /// <summary>This side begins. False when either side already has.</summary>
    public bool TryBegin(CloseReason reason, bool failed)
    {
        var words = Said();
        lock (words)
        {
            if (words.HasBegun)
                return false;
            words.Sent = reason;
            words.IsFailed = failed;
            Begin(words);
            return true;
        }
    }

    /// <summary>The peer's close frame has come.</summary>
    public void Receive(CloseReason reason)
    {
        var words = Said();
        lock (words)
        {
            words.Received ??= reason;
            Begin(words);
        }
    }

    /// <summary>
    /// The close frame that this side has to have sent: its own, or the answer to the peer's, or none. RFC 6455 5.5.1: an answer echoes the code.
    /// </summary>
    public CloseReason? OwedFrame
    {
        get
        {
            if (Volatile.Read(ref _words) is not { } words)
                return null;
            lock (words)
                return words.Sent ?? (words.Received is { } received ? received with { Text = "" } : null);
        }
    }

    /// <summary>The stream has ended, or nothing more is read of it.</summary>
    public void End()
    {
        var words = Said();
        lock (words)
            Begin(words);
    }

    /// <summary>Begins the time limit anew: the peer is slow, but it takes what was queued before the close frame.</summary>
    public void Extend() => Life?.OnClosingWentOn();

    private Words Said()
    {
        if (Volatile.Read(ref _words) is { } words)
            return words;
        var made = new Words();
        return Interlocked.CompareExchange(ref _words, made, null) ?? made;
    }

    private void Begin(Words words)
    {
        if (words.HasBegun)
            return;
        words.HasBegun = true;
        Life?.OnClosingBegun();
    }

    private sealed class Words
    {
        private volatile bool _hasBegun;
        private volatile bool _isFailed;

        public CloseReason? Sent { get; set; }

        public CloseReason? Received { get; set; }

        public bool HasBegun
        {
            get => _hasBegun;
            set => _hasBegun = value;
        }

        public bool IsFailed
        {
            get => _isFailed;
            set => _isFailed = value;
        }
    }
}
