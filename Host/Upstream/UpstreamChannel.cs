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
    private const string NotInTime = "its turn has not come in time";

    private readonly Lock _gate = new();
    private readonly OrderingWindow _window = new(limits, time);
    private readonly Pipe _pipe = new(new PipeOptions(
        pauseWriterThreshold: limits.ReadAheadBytes, resumeWriterThreshold: Math.Max(1, limits.ReadAheadBytes / 2), useSynchronizationContext: false));
    private volatile bool _isOver;

    /// <summary>The longest that a request may be.</summary>
    public int MessageBytes => limits.MessageBytes;

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
        var isDelivered = false;
        try
        {
            // Unread where nothing but the connection is to be waited for. Ahead of others it is held, in case they come behind it on one HTTP/2 connection.
            if (!place.IsAhead && !await _window.WaitAsync(place, cancellationToken))
                return Refuse(NotInTime);
            var limit = place.IsAhead ? Math.Min(limits.UpstreamBytes, limits.MessageBytes) : limits.MessageBytes;
            if (await RequestBody.ReadAsync(body, limit, cancellationToken) is not { } content)
                return limit < limits.MessageBytes ? Refuse("it is not its turn, and it is too large to be held") : HandshakeResponse.Refuse(413, "the message is too large");
            try
            {
                var refusal = await DeliverAsync(place, request, content, cancellationToken);
                isDelivered = refusal is null;
                return refusal;
            }
            finally
            {
                body.AdvanceTo(content.End);
            }
        }
        finally
        {
            if (!isDelivered)
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

    private async ValueTask<HandshakeResponse?> DeliverAsync(Place place, HandshakeRequest request, ReadOnlySequence<byte> body, CancellationToken cancellationToken)
    {
        if (place.IsAhead && !_window.TryHold(place, (int)body.Length))
            return Refuse("it is not its turn, and too much is held already");
        if (place.IsAhead && !await _window.WaitAsync(place, cancellationToken))
            return Refuse(NotInTime);
        var frames = new ArrayBufferWriter<byte>((int)body.Length + 64);
        if (Translate(request, body, frames) is { } refusal)
            return refusal;
        return TryDeliver(place, frames.WrittenMemory) ? null : Gone();
    }

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
