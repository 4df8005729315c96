using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Host.Connections;
using Host.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Host.Listening;

/// <summary>The way out of a connection through a pipe: TLS, or a connection on which Kestrel has already answered requests.</summary>
internal sealed class PipeTransport(ConnectionContext context, IDuplexPipe pipe) : ITransport
{
    // Small enough that a slow peer shows progress.
    private const int PartBytes = 64 * 1024;

    private readonly Socket? _socket = context.Features.Get<IConnectionSocketFeature>()?.Socket;
    private readonly LoopInput? _loop = context.Features.Get<LoopInput>();
    private readonly SslStream? _tls = context.Features.Get<ISslStreamFeature>()?.SslStream;
    private bool _isTlsEnded;
    private volatile int _takenInParts;

    public bool SharesThread => _loop is not null;

    public void Begin(Connection connection) => _loop?.Serve(connection);

    public int TakenInParts => _takenInParts;

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes) => bytes.Length > PartBytes ? SendInPartsAsync(bytes) : SendPartAsync(bytes);

    // The pipe's other end closes both directions when it has sent everything.
    public bool TryEndSending()
    {
        if (_tls is not null)
            _ = EndTlsAsync(_tls);
        return false;
    }

    public void End()
    {
        if (_tls is not null)
            _ = EndTlsAsync(_tls);
        else
            pipe.Output.Complete();
    }

    public void EnableKeepAlive() => _socket?.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);

    public CancellationToken Closed => context.ConnectionClosed;

    public void WakeReader() => pipe.Input.CancelPendingRead();

    public void Abort() => context.Abort();

    private ValueTask SendPartAsync(ReadOnlyMemory<byte> bytes)
    {
        // Straight into TLS, which copies anyway, unless something is left of what Kestrel has written.
        if (_tls is null || pipe.Output.UnflushedBytes > 0)
            return SendThroughPipeAsync(bytes);
        var sending = _tls.WriteAsync(bytes);
        if (!sending.IsCompletedSuccessfully)
            return WaitAsync(sending);
        sending.GetAwaiter().GetResult();
        ThrowIfGone();
        return ValueTask.CompletedTask;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendInPartsAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var length = Math.Min(bytes.Length, PartBytes);
            await SendPartAsync(bytes[..length]);
            bytes = bytes[length..];
            _takenInParts++;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendThroughPipeAsync(ReadOnlyMemory<byte> bytes)
    {
        var result = await pipe.Output.WriteAsync(bytes);
        if (result.IsCompleted || result.IsCanceled)
            throw Gone();
        ThrowIfGone();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask WaitAsync(ValueTask sending)
    {
        await sending;
        ThrowIfGone();
    }

    // TLS goes on to encrypt into a pipe that nobody reads any more, and says nothing: whoever sends in a loop would never learn of the end.
    private void ThrowIfGone()
    {
        if (_socket is { Connected: false })
            throw Gone();
    }

    private static ConnectionAbortedException Gone() => new("The peer reads no more.");

    // RFC 8446 6.1: without a close_notify, which Kestrel does not send, the peer cannot tell the end from a cut, and many report an error.
    private async Task EndTlsAsync(SslStream tls)
    {
        if (_isTlsEnded)
            return;
        _isTlsEnded = true;
        try
        {
            await tls.ShutdownAsync();
        }
        catch (Exception exception) when (EndOfTransport.Is(exception) || exception is InvalidOperationException)
        {
            // The peer has ended or reset the connection before, and need not be told.
        }
    }
}
