using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Host.Sockets;

/// <summary>A connection of Kestrel's whose socket a loop receives from, and which is sent to straight.</summary>
internal sealed class LoopContext : DefaultConnectionContext, IDuplexPipe, IConnectionSocketFeature, IMemoryPoolFeature
{
    private static long _lastId = DateTime.UtcNow.Ticks;

    // Not the base's, which is disposed of: its cancellation is under way on another thread then.
    private readonly CancellationTokenSource _closed = new();
    private readonly LoopInput _input;
    private readonly LoopOutput _output;
    private int _isSocketClosed;

    /// <exception cref="SocketException">The socket is dead already, or the system has no room to wait for it.</exception>
    public LoopContext(SocketLoop loop, Socket socket, MemoryPool<byte> pool, long mostBytes)
        : base(Interlocked.Increment(ref _lastId).ToString("X", CultureInfo.InvariantCulture))
    {
        Socket = socket;
        MemoryPool = pool;
        LocalEndPoint = socket.LocalEndPoint;
        RemoteEndPoint = socket.RemoteEndPoint;
        socket.Blocking = false;
        _input = new LoopInput(loop, (int)socket.Handle, pool, mostBytes, OnEnded);
        _output = new LoopOutput(socket);
        ConnectionClosed = _closed.Token;
        Transport = this;
        Features.Set<IConnectionSocketFeature>(this);
        Features.Set<IMemoryPoolFeature>(this);
        Features.Set(_input);
        if (!_input.TryBegin())
            throw new SocketException((int)SocketError.NoBufferSpaceAvailable);
    }

    public Socket Socket { get; }

    public MemoryPool<byte> MemoryPool { get; }

    public PipeReader Input => _input.Reader;

    public PipeWriter Output => _output;

    public override void Abort(ConnectionAbortedException abortReason) => Close(abortReason);

    public override async ValueTask DisposeAsync()
    {
        _input.Reader.Complete();
        await _output.DrainAsync();
        Close(reason: null);
        await base.DisposeAsync();
    }

    private void Close(ConnectionAbortedException? reason)
    {
        if (Interlocked.Exchange(ref _isSocketClosed, 1) != 0)
            return;
        // First: from here on the number of the descriptor may be another socket's.
        _input.Close(reason);
        if (reason is not null)
        {
            // A reset, so that the peer does not take the end for a good one.
            Socket.Close(timeout: 0);
            return;
        }
        try
        {
            Socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // The peer is gone already.
        }
        Socket.Dispose();
    }

    private void OnEnded() => ThreadPool.UnsafeQueueUserWorkItem(static closed => closed.Cancel(), _closed, preferLocal: false);
}
