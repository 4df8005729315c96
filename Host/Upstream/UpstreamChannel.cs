using System.Buffers;
using System.IO.Pipelines;
using Abstractions;
using Host.Configuration;
using Host.Opening;
using Microsoft.Extensions.Logging;

namespace Host.Upstream;

/// <summary>
/// The way in of a connection that lives on a response: requests to its upstream address, in order, as the bytes that its codec reads. Safe from
/// any thread.
/// </summary>
internal sealed class UpstreamChannel(IProtocolAdapter adapter, Limits limits, TimeProvider time, ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly OrderingWindow _window = new(limits, time);
    private readonly Pipe _pipe = new(new PipeOptions(
        pauseWriterThreshold: limits.ReadAheadBytes, resumeWriterThreshold: Math.Max(1, limits.ReadAheadBytes / 2), useSynchronizationContext: false));
    private volatile bool _isOver;

    /// <summary>What the requests say.</summary>
    public PipeReader Input => _pipe.Reader;

    /// <summary>Takes one request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="number">Its number, or null.</param>
    /// <param name="body">Its body; read no further than it may be long.</param>
    /// <param name="cancellationToken">Fires when the request is gone.</param>
    /// <returns>Null where it is delivered, now or long ago; else the refusal.</returns>
    public async ValueTask<HandshakeResponse?> TakeAsync(HandshakeRequest request, long? number, PipeReader body, CancellationToken cancellationToken)
    {
        // Sent again, because its answer has not come through. The same answer will do.
        if (_window.IsDelivered(number))
            return null;
        if (_window.TryEnter(number) is not { } place)
            return Refuse("so many messages are in progress, or the number is too far ahead, or in use");
        var isLeft = false;
        try
        {
            var isWaiting = place.Turn is not null;
            if (await RequestBody.ReadAsync(body, isWaiting ? Math.Min(limits.UpstreamBytes, limits.MessageBytes) : limits.MessageBytes, cancellationToken) is not { } content)
                return isWaiting ? Refuse("it is not its turn, and it is too large to be held") : HandshakeResponse.Refuse(413, "the message is too large");
            if (isWaiting && !_window.TryHold(place, (int)content.Length))
                return Refuse("it is not its turn, and too much is held already");
            if (!await _window.WaitAsync(place, cancellationToken))
                return Refuse("its turn has not come in time");
            var frames = new ArrayBufferWriter<byte>((int)content.Length + 64);
            var refusal = Translate(request, content, frames);
            body.AdvanceTo(content.End);
            if (refusal is not null)
                return refusal;
            if (!TryDeliver(place, frames.WrittenMemory))
                return Gone();
            isLeft = true;
            return null;
        }
        finally
        {
            if (!isLeft)
                _window.Leave(place, isDelivered: false);
        }
    }

    /// <summary>The connection is over: nothing more comes in. What was accepted is read to its end. Any number of times.</summary>
    public void End()
    {
        lock (_gate)
        {
            if (_isOver)
                return;
            _isOver = true;
            _pipe.Writer.Complete();
        }
        _window.End();
    }

    /// <summary>The answer to a request for an address that belongs to no connection.</summary>
    public static HandshakeResponse Gone() => HandshakeResponse.Refuse(404, "no connection has this upstream address");

    // Back-pressure: the turn is passed on when the connection has caught up, so the next request waits.
    private bool TryDeliver(Place place, ReadOnlyMemory<byte> frames)
    {
        ValueTask<FlushResult> flush;
        lock (_gate)
        {
            if (_isOver)
                return false;
            flush = _pipe.Writer.WriteAsync(frames, CancellationToken.None);
        }
        if (flush.IsCompleted)
            _window.Leave(place, isDelivered: true);
        else
            flush.AsTask().ContinueWith(_ => _window.Leave(place, isDelivered: true), TaskScheduler.Default);
        return true;
    }

    private HandshakeResponse? Translate(HandshakeRequest request, in ReadOnlySequence<byte> body, ArrayBufferWriter<byte> frames)
    {
        try
        {
            return adapter.Upstream!.Translate(request, body.IsSingleSegment ? body.FirstSpan : body.ToArray(), frames);
        }
        catch (Exception exception)
        {
            // The port knows refusals as values only; the client gets an answer all the same.
            OpeningLog.AdapterFault(logger, exception, adapter.Name);
            return HandshakeResponse.Refuse(500, "the request could not be translated");
        }
    }

    private HandshakeResponse Refuse(string why) => _isOver ? Gone() : HandshakeResponse.Refuse(409, why);
}
