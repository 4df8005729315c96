using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Host.Connections;
using Host.Upstream;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Host.Listening;

/// <summary>
/// The way out of a connection on the body of a response, over HTTP/1.1 and HTTP/2. Kestrel uses the objects of a request again, so nothing here
/// touches them once the request is over.
/// </summary>
internal sealed class ResponseTransport(HttpContext context, UpstreamChannel channel) : ITransport, IAsyncDisposable
{
    // Kestrel copies what is written before the client lets it leave.
    private const int WriteBytes = 64 * 1024;

    private readonly Lock _gate = new();
    private CancellationTokenRegistration _closed;
    private Action? _onEnd;
    private Task? _endOfSending;
    private bool _isOver;
    private volatile int _takenInParts;

    public CancellationToken Closed { get; } = context.RequestAborted;

    /// <summary>The handshake is accepted: the response carries the connection.</summary>
    /// <param name="onEnd">Is called when the connection takes no more requests, perhaps more than once.</param>
    public void Begin(Action onEnd)
    {
        _onEnd = onEnd;
        // Nothing is read of the request, so its end is seen here alone.
        _closed = Closed.UnsafeRegister(static transport => ((ResponseTransport)transport!).EndInput(), this);
    }

    public int TakenInParts => _takenInParts;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var length = Math.Min(bytes.Length, WriteBytes);
            await context.Response.Body.WriteAsync(bytes[..length]);
            // Kestrel swallows what is written to a client that has gone.
            if (Closed.IsCancellationRequested)
                throw new ConnectionAbortedException("The client has ended the request.");
            bytes = bytes[length..];
            _takenInParts++;
        }
    }

    public bool TryEndSending()
    {
        _onEnd?.Invoke();
        lock (_gate)
        {
            if (!_isOver)
                _endOfSending ??= EndSendingAsync();
        }
        return true;
    }

    public void End() => TryEndSending();

    public void EnableKeepAlive() =>
        context.Features.Get<IConnectionSocketFeature>()?.Socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);

    public void WakeReader() => channel.Input.CancelPendingRead();

    public void Abort()
    {
        lock (_gate)
        {
            if (!_isOver)
                context.Abort();
        }
    }

    /// <summary>The request is about to be over.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_endOfSending is { } end)
            await end.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _closed.DisposeAsync();
        EndInput();
        lock (_gate)
            _isOver = true;
        // Whoever waits for room in it waits no longer.
        channel.Input.Complete();
    }

    // Not before: until the response has left, the time limit of the closing handshake goes on, and the end of the input stops it.
    private async Task EndSendingAsync()
    {
        try
        {
            await context.Response.CompleteAsync();
        }
        finally
        {
            EndInput();
        }
    }

    private void EndInput()
    {
        _onEnd?.Invoke();
        channel.End();
    }
}
