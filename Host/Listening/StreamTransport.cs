using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Host.Connections;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Host.Listening;

/// <summary>
/// The way out of a connection on a stream of HTTP/2. RFC 8441 5: END_STREAM is what a FIN is for TCP, and RST_STREAM with CANCEL what a reset
/// is. Kestrel uses the objects of a request again, so nothing here touches them once the request is over.
/// </summary>
internal sealed class StreamTransport(HttpContext context) : ITransport, IAsyncDisposable
{
    // RFC 9113 7
    private const int Cancel = 0x8;

    // Kestrel copies what is written before the windows let it leave.
    private const int WriteBytes = 64 * 1024;

    // RFC 9113 4.2: the largest frame, unless a peer says that it takes larger ones.
    private const int ReadBytes = 16 * 1024;

    private readonly Lock _gate = new();
    private readonly IHttpResetFeature _stream = context.Features.GetRequiredFeature<IHttpResetFeature>();
    private Stream? _body;
    private Task? _endOfSending;
    private bool _isOver;
    private volatile int _takenInParts;

    /// <summary>What the peer sends, once the connection has begun.</summary>
    public PipeReader? Input { get; private set; }

    // A reset, or the end of the connection; not END_STREAM, of which Kestrel tells readers only.
    public CancellationToken Closed { get; } = context.RequestAborted;

    /// <summary>The handshake is accepted: the stream carries the connection.</summary>
    public void Begin(Stream body)
    {
        _body = body;
        // Without bytes to read it holds no buffer.
        Input = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: ReadBytes, leaveOpen: true, useZeroByteReads: true));
    }

    public int TakenInParts => _takenInParts;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var length = Math.Min(bytes.Length, WriteBytes);
            await _body!.WriteAsync(bytes[..length]);
            // Kestrel swallows what is written to a stream that has been reset.
            if (Closed.IsCancellationRequested)
                throw new ConnectionAbortedException("The peer has reset the stream.");
            bytes = bytes[length..];
            _takenInParts++;
        }
    }

    public bool TryEndSending()
    {
        lock (_gate)
        {
            if (!_isOver)
                _endOfSending ??= context.Response.CompleteAsync();
        }
        return true;
    }

    // What the peer still sends is Kestrel's to drop: it ends the stream for good when the request is over.
    public void End() => TryEndSending();

    public void WakeReader()
    {
        lock (_gate)
        {
            if (!_isOver)
                Input?.CancelPendingRead();
        }
    }

    public void Abort()
    {
        lock (_gate)
        {
            if (!_isOver)
                _stream.Reset(Cancel);
        }
    }

    /// <summary>The request is about to be over.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_endOfSending is { } end)
            await end.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
        {
            _isOver = true;
            Input?.Complete();
        }
    }
}
