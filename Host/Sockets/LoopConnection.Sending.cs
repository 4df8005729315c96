using System.Net.Sockets;
using System.Threading.Tasks.Sources;
using Microsoft.AspNetCore.Connections;

namespace Host.Sockets;

/// <content>The way out: straight to the socket, on the loop's thread only.</content>
internal sealed partial class LoopConnection
{
    private SendUnderWay? _sending;

    public bool TryDefer()
    {
        if (SocketLoop.IsIn(this))
            return false;
        Post(Work.Flush);
        return true;
    }

    // Most sends fit into the kernel's buffer at once, and then cost one system call and no memory.
    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        if (!TrySend(ref bytes))
            throw new ConnectionAbortedException("The peer is gone.");
        if (bytes.IsEmpty)
            return ValueTask.CompletedTask;
        _sending ??= new SendUnderWay();
        SetInterest(_interest | EventPoll.Out);
        return _sending.Begin(bytes);
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

    private void SendRest()
    {
        if (_sending is not { IsUnderWay: true } sending)
            return;
        var rest = sending.Rest;
        if (!TrySend(ref rest))
        {
            FailSend();
            return;
        }
        sending.Rest = rest;
        if (!rest.IsEmpty)
            return;
        SetInterest(_interest & ~EventPoll.Out);
        // May go on to send, and find the socket full again.
        sending.Complete();
    }

    private void FailSend()
    {
        SetInterest(_interest & ~EventPoll.Out);
        if (_sending is { IsUnderWay: true } sending)
            sending.Fail(new SocketException((int)SocketError.ConnectionAborted));
    }

    /// <summary>A send that waits until the socket takes more. There is one at a time; made for a connection that needs it.</summary>
    private sealed class SendUnderWay : IValueTaskSource
    {
        private ManualResetValueTaskSourceCore<bool> _source;

        public bool IsUnderWay { get; private set; }

        public ReadOnlyMemory<byte> Rest { get; set; }

        public ValueTask Begin(ReadOnlyMemory<byte> rest)
        {
            _source.Reset();
            Rest = rest;
            IsUnderWay = true;
            return new ValueTask(this, _source.Version);
        }

        public void Complete()
        {
            IsUnderWay = false;
            _source.SetResult(true);
        }

        public void Fail(Exception exception)
        {
            IsUnderWay = false;
            Rest = default;
            _source.SetException(exception);
        }

        void IValueTaskSource.GetResult(short token) => _source.GetResult(token);

        ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

        void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _source.OnCompleted(continuation, state, token, flags);
    }
}
