using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using Host.Listening;

namespace Host.Sockets;

/// <summary>
/// The way out of a socket under TLS: straight to the socket. What that does not take at once waits in memory of its own, so that a flush can be given up
/// and nothing is lost. One thread at a time writes, as into any pipe.
/// </summary>
internal sealed class LoopOutput(Socket socket) : PipeWriter
{
    private const int LeastBytes = 4 * 1024;

    private readonly Lock _gate = new();
    private readonly Queue<(byte[] Buffer, int Length)> _unsent = new();

    // What is written and not flushed. The writer's alone.
    private byte[] _buffer = [];
    private int _length;

    private bool _isSending;
    private Task _sending = Task.CompletedTask;
    private TaskCompletionSource? _canceled;
    private volatile bool _hasFailed;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _length;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _buffer.AsMemory(_length);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes) => _length += bytes;

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        // Most of it fits into the kernel's buffer at once, and then costs one system call and no memory.
        var sent = _length == 0 && _sending.IsCompleted ? Send(source.Span) : 0;
        if (sent < source.Length)
            this.Write(source.Span[sent..]);
        return FlushAsync(cancellationToken);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (_length > 0 && TryEnqueue())
            _sending = SendRestAsync();
        return _sending.IsCompleted
            ? new ValueTask<FlushResult>(new FlushResult(isCanceled: false, _hasFailed))
            : new ValueTask<FlushResult>(WaitAsync(_sending, cancellationToken));
    }

    public override void CancelPendingFlush()
    {
        lock (_gate)
            _canceled?.TrySetResult();
    }

    // What is unsent is sent before the socket is closed.
    public override void Complete(Exception? exception = null)
    {
    }

    /// <summary>Completes when everything was sent, or cannot be. Nobody writes any more.</summary>
    public async Task DrainAsync() => await FlushAsync(CancellationToken.None);

    // A flush that is given up leaves the sending as it is.
    private async Task<FlushResult> WaitAsync(Task sending, CancellationToken cancellationToken)
    {
        var canceled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
            _canceled = canceled;
        var first = await Task.WhenAny(sending, canceled.Task).WaitAsync(cancellationToken);
        return new FlushResult(first != sending, _hasFailed);
    }

    // Whether somebody must begin to send.
    private bool TryEnqueue()
    {
        lock (_gate)
        {
            _unsent.Enqueue((_buffer, _length));
            (_buffer, _length) = ([], 0);
            return !_isSending && (_isSending = true);
        }
    }

    private async Task SendRestAsync()
    {
        while (TryDequeue(out var next))
        {
            try
            {
                for (var sent = Send(next.Buffer.AsSpan(0, next.Length)); sent < next.Length;)
                    sent += await socket.SendAsync(next.Buffer.AsMemory(sent, next.Length - sent), SocketFlags.None);
            }
            catch (Exception exception) when (EndOfTransport.Is(exception))
            {
                _hasFailed = true;
            }
            ArrayPool<byte>.Shared.Return(next.Buffer);
        }
    }

    private bool TryDequeue(out (byte[] Buffer, int Length) next)
    {
        lock (_gate)
            return _isSending = _unsent.TryDequeue(out next);
    }

    // How much was taken; all of it where nothing can be sent any more.
    private int Send(ReadOnlySpan<byte> bytes)
    {
        if (_hasFailed)
            return bytes.Length;
        try
        {
            var sent = socket.Send(bytes, SocketFlags.None, out var error);
            if (error is SocketError.Success or SocketError.WouldBlock)
                return sent;
        }
        catch (ObjectDisposedException)
        {
            // It was aborted.
        }
        _hasFailed = true;
        return bytes.Length;
    }

    private void Reserve(int bytes)
    {
        if (_buffer.Length - _length >= bytes)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(LeastBytes, _length + bytes));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
