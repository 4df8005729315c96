using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Host.Connections;
using Microsoft.AspNetCore.Connections;

namespace Host.Listening;

/// <summary>
/// The way out of a connection that is a plain socket: straight to the socket, so that a completed send is in the kernel's hands, and with a
/// half-close of its own. Only for connections on which Kestrel has sent nothing and will send nothing. What is received comes through
/// Kestrel's pipe all the same.
/// </summary>
internal sealed class SocketTransport : ITransport
{
    // Small enough that a slow peer shows progress.
    private const int PartBytes = 16 * 1024;

    private readonly ConnectionContext _context;
    private readonly Socket _socket;
    private readonly PipeReader _input;
    private volatile int _takenInParts;

    public SocketTransport(ConnectionContext context, Socket socket)
    {
        _context = context;
        _socket = socket;
        _input = context.Transport.Input;
        // Kestrel only makes asynchronous calls, to which this means nothing.
        socket.Blocking = false;
    }

    // For up to eight the runtime keeps what the system call needs on the stack.
    public int MaxParts => 8;

    public int TakenInParts => _takenInParts;

    // Most sends fit into the kernel's buffer at once, and then cost one system call and no memory.
    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        var sent = _socket.Send(bytes.Span, SocketFlags.None, out var error);
        if (error == SocketError.Success && sent == bytes.Length)
            return ValueTask.CompletedTask;
        if (error is not (SocketError.Success or SocketError.WouldBlock))
            throw new SocketException((int)error);
        return SendRestAsync(bytes[sent..]);
    }

    public ValueTask SendAsync(List<ArraySegment<byte>> parts)
    {
        var sent = _socket.Send(parts, SocketFlags.None, out var error);
        if (error is not (SocketError.Success or SocketError.WouldBlock))
            throw new SocketException((int)error);
        var first = 0;
        while (first < parts.Count && sent >= parts[first].Count)
            sent -= parts[first++].Count;
        return first == parts.Count ? ValueTask.CompletedTask : SendRestAsync(parts, first, sent);
    }

    public bool TryEndSending()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The peer is gone already: there is no direction left to end.
        }
        return true;
    }

    public void EnableKeepAlive() => _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);

    public CancellationToken Closed => _context.ConnectionClosed;

    public void WakeReader() => _input.CancelPendingRead();

    public void Abort() => _context.Abort();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendRestAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await _socket.SendAsync(bytes[..Math.Min(bytes.Length, PartBytes)], SocketFlags.None)..];
            _takenInParts++;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendRestAsync(List<ArraySegment<byte>> parts, int first, int sent)
    {
        for (; first < parts.Count; first++, sent = 0)
            await SendRestAsync(parts[first].AsMemory(sent));
    }
}
