using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading.Tasks.Sources;
using Microsoft.AspNetCore.Connections;

namespace Host.Sockets;

/// <content>The way out: straight to the socket, on the loop's thread only.</content>
internal sealed partial class LoopConnection
{
    private SendUnderWay? _sending;

    public bool SharesThread => true;

    // What one turn has for a connection is rarely more.
    public int MaxParts => 8;

    public int TakenInParts => _sending?.TakenInParts ?? 0;

    public bool MaySend => SocketLoop.IsIn(this);

    public void Defer() => Post(Work.Flush);

    // Most sends fit into the kernel's buffer at once, and then cost one system call and no memory.
    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        if (!TrySend(ref bytes))
            throw new ConnectionAbortedException("The peer is gone.");
        return bytes.IsEmpty ? ValueTask.CompletedTask : Wait(bytes, [], 0);
    }

    public ValueTask SendAsync(List<ArraySegment<byte>> parts)
    {
        if (!TrySend(parts, out var sent))
            throw new ConnectionAbortedException("The peer is gone.");
        var first = 0;
        while (first < parts.Count && sent >= parts[first].Count)
            sent -= parts[first++].Count;
        return first == parts.Count ? ValueTask.CompletedTask : Wait(parts[first].AsMemory(sent), parts, first + 1);
    }

    private ValueTask Wait(ReadOnlyMemory<byte> rest, List<ArraySegment<byte>> parts, int next)
    {
        _sending ??= new SendUnderWay();
        var sending = _sending.Begin(rest, parts, next);
        ChangeInterest(add: EventPoll.Out, remove: 0);
        // Whoever has aborted meanwhile has met no send to fail.
        if (_isAborted)
            FailSend();
        return sending;
    }

    // False where nothing can be sent any more.
    private bool TrySend(ref ReadOnlyMemory<byte> bytes)
    {
        if (_isAborted || _stage is Stage.Lingering or Stage.Ended)
            return false;
        var sent = (int)Libc.send(_descriptor, in bytes.Span[0], bytes.Length, Libc.NoSignal | Libc.DontWait);
        if (sent < 0 && Libc.LastError is not (Libc.WouldBlock or Libc.Interrupted))
            return false;
        bytes = bytes[Math.Max(sent, 0)..];
        return true;
    }

    // Where the kernel takes nothing, 0 bytes were sent.
    private bool TrySend(List<ArraySegment<byte>> parts, out int sent)
    {
        sent = 0;
        if (_isAborted || _stage is Stage.Lingering or Stage.Ended)
            return false;
        Span<nint> blocks = stackalloc nint[2 * MaxParts];
        Span<GCHandle> pinned = stackalloc GCHandle[MaxParts];
        for (var i = 0; i < parts.Count; i++)
        {
            pinned[i] = GCHandle.Alloc(parts[i].Array, GCHandleType.Pinned);
            (blocks[2 * i], blocks[(2 * i) + 1]) = (pinned[i].AddrOfPinnedObject() + parts[i].Offset, parts[i].Count);
        }
        var result = (int)Libc.writev(_descriptor, in blocks[0], parts.Count);
        var error = result < 0 ? Libc.LastError : 0;
        foreach (var handle in pinned[..parts.Count])
            handle.Free();
        sent = Math.Max(result, 0);
        return error is 0 or Libc.WouldBlock or Libc.Interrupted;
    }

    private void SendRest()
    {
        if (_sending is not { } sending || !sending.TryTake())
            return;
        do
        {
            var rest = sending.Rest;
            if (!TrySend(ref rest))
            {
                Fail(sending);
                return;
            }
            if (!rest.IsEmpty)
            {
                sending.PutBack(rest);
                if (_isAborted)
                    FailSend();
                return;
            }
        }
        while (sending.TryNext());
        ChangeInterest(add: 0, remove: EventPoll.Out);
        // May go on to send, and find the socket full again.
        sending.Complete();
    }

    private void FailSend()
    {
        if (_sending is { } sending && sending.TryTake())
            Fail(sending);
    }

    private void Fail(SendUnderWay sending)
    {
        ChangeInterest(add: 0, remove: EventPoll.Out);
        sending.Fail(new SocketException((int)SocketError.ConnectionAborted));
    }

    /// <summary>
    /// A send that waits until the socket takes more. There is one at a time; made for a connection that needs it. Who goes on with it takes it
    /// first: the loop may have been taken away from a thread that is still at it.
    /// </summary>
    private sealed class SendUnderWay : IValueTaskSource
    {
        private ManualResetValueTaskSourceCore<bool> _source;
        private List<ArraySegment<byte>> _parts = [];
        private int _next;
        private int _isWaiting;

        public ReadOnlyMemory<byte> Rest { get; private set; }

        public int TakenInParts { get; private set; }

        /// <param name="rest">What is to be sent first.</param>
        /// <param name="parts">Lent until the send is complete.</param>
        /// <param name="next">Which of the parts follows.</param>
        public ValueTask Begin(ReadOnlyMemory<byte> rest, List<ArraySegment<byte>> parts, int next)
        {
            _source.Reset();
            var task = new ValueTask(this, _source.Version);
            (_parts, _next) = (parts, next);
            PutBack(rest);
            return task;
        }

        public bool TryTake() => Interlocked.Exchange(ref _isWaiting, 0) != 0;

        public void PutBack(ReadOnlyMemory<byte> rest)
        {
            if (rest.Length != Rest.Length)
                TakenInParts++;
            Rest = rest;
            Volatile.Write(ref _isWaiting, 1);
        }

        /// <summary>Goes on to the next part.</summary>
        public bool TryNext()
        {
            if (_next >= _parts.Count)
                return false;
            Rest = _parts[_next++];
            TakenInParts++;
            return true;
        }

        public void Complete()
        {
            Rest = default;
            _source.SetResult(true);
        }

        public void Fail(Exception exception)
        {
            Rest = default;
            _source.SetException(exception);
        }

        void IValueTaskSource.GetResult(short token) => _source.GetResult(token);

        ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

        void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _source.OnCompleted(continuation, state, token, flags);
    }
}
