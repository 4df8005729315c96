using System.Runtime.InteropServices;
using Host.Connections;

namespace Host.Tests.Connections;

/// <summary>A transport that keeps what is sent, and sends as slowly as a test wants.</summary>
internal sealed class MemoryTransport : ITransport
{
    private readonly Lock _gate = new();
    private readonly List<byte> _sent = [];
    private readonly List<byte[][]> _arrays = [];
    private TaskCompletionSource? _blocked;
    private ArraySegment<byte>[] _lent = [];

    /// <summary>Everything the transport has taken.</summary>
    public byte[] Sent
    {
        get
        {
            lock (_gate)
                return [.. _sent];
        }
    }

    /// <summary>For each send the arrays that its parts lie in.</summary>
    public IReadOnlyList<byte[][]> Arrays
    {
        get
        {
            lock (_gate)
                return [.. _arrays];
        }
    }

    /// <summary>How many sends there were.</summary>
    public int Sends { get; private set; }

    /// <summary>Whether what is sent is kept; a test that counts memory does not want that.</summary>
    public bool KeepsSent { get; init; } = true;

    /// <summary>How many parts one send takes.</summary>
    public int MaxParts { get; init; } = 1;

    /// <summary>Whether the test stands for a thread that serves other connections, too.</summary>
    public bool SharesThread { get; init; }

    public bool IsAborted { get; private set; }

    public int TakenInParts { get; set; }

    public int Wakes { get; private set; }

    /// <summary>Cancelled when the transport is to have seen the end of the stream.</summary>
    public CancellationTokenSource Stream { get; } = new();

    public CancellationToken Closed => Stream.Token;

    public bool KeepsAlive { get; private set; }

    public void EnableKeepAlive() => KeepsAlive = true;

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        MemoryMarshal.TryGetArray(bytes, out var part);
        return Send(new ReadOnlySpan<ArraySegment<byte>>(in part));
    }

    public ValueTask SendAsync(List<ArraySegment<byte>> parts)
    {
        if (parts.Count < 2 || parts.Count > MaxParts || parts.Exists(static part => part.Count == 0))
            throw new ArgumentException($"There are {parts.Count} parts, or empty ones.", nameof(parts));
        return Send(CollectionsMarshal.AsSpan(parts));
    }

    /// <summary>From now on no send completes.</summary>
    public void Block()
    {
        lock (_gate)
            _blocked = new TaskCompletionSource();
    }

    /// <summary>Completes the send under way, and all later ones at once.</summary>
    public void Unblock()
    {
        TaskCompletionSource? blocked;
        lock (_gate)
        {
            AssertUnchanged();
            (blocked, _blocked) = (_blocked, null);
        }
        blocked?.SetResult();
    }

    /// <summary>Completes the send under way; the next one blocks again.</summary>
    public void UnblockOne()
    {
        TaskCompletionSource? blocked;
        lock (_gate)
        {
            AssertUnchanged();
            (blocked, _blocked) = (_blocked, new TaskCompletionSource());
        }
        blocked?.SetResult();
    }

    public bool TryEndSending() => true;

    public void WakeReader() => Wakes++;

    public void Abort()
    {
        TaskCompletionSource? blocked;
        lock (_gate)
        {
            IsAborted = true;
            (blocked, _blocked) = (_blocked, null);
        }
        blocked?.TrySetException(new IOException("The connection was aborted."));
    }

    private ValueTask Send(ReadOnlySpan<ArraySegment<byte>> parts)
    {
        lock (_gate)
        {
            if (IsAborted)
                throw new IOException("The peer is gone.");
            Sends++;
            if (KeepsSent)
                Keep(parts);
            return _blocked is null ? ValueTask.CompletedTask : new ValueTask(_blocked.Task);
        }
    }

    private void Keep(ReadOnlySpan<ArraySegment<byte>> parts)
    {
        foreach (var part in parts)
            _sent.AddRange(part);
        _arrays.Add([.. parts.ToArray().Select(part => part.Array!)]);
        _lent = _blocked is null ? [] : parts.ToArray();
    }

    // What is sent from memory that is not the sender's alone must stay until the send has completed.
    private void AssertUnchanged()
    {
        var end = _sent.Count;
        foreach (var part in _lent.Reverse())
        {
            end -= part.Count;
            Assert.That(part.AsSpan().SequenceEqual(CollectionsMarshal.AsSpan(_sent).Slice(end, part.Count)), "the bytes of a send under way have changed");
        }
        _lent = [];
    }
}
