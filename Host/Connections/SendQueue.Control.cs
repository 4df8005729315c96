using System.Buffers;
using Abstractions;

namespace Host.Connections;

/// <content>Control frames: pings, pongs and the close frame.</content>
internal sealed partial class SendQueue
{
    private byte[]? _latePong;
    private int _latePongLength;

    /// <summary>
    /// Queues the answer to a ping. RFC 6455 5.5.3: of several pings the most recent one may be answered alone, so a peer that pings and
    /// never reads costs one pong beyond the limit.
    /// </summary>
    public void SendPong(ReadOnlySpan<byte> payload)
    {
        bool flush;
        lock (this)
        {
            if (_closed is not null)
                return;
            _latePong ??= ArrayPool<byte>.Shared.Rent(ClosePayload.MaxLength);
            payload.CopyTo(_latePong);
            _latePongLength = payload.Length;
            EncodeLatePong();
            flush = TryStartFlush();
        }
        if (flush)
            StartFlush();
    }

    /// <summary>Queues a ping, where there is room: behind a full queue it would ask nothing that the queue does not.</summary>
    public void SendPing()
    {
        bool flush;
        lock (this)
        {
            if (_closed is not null || !HasRoom)
                return;
            EncodeControl(new Frame(FrameKind.Ping, ReadOnlyMemory<byte>.Empty));
            flush = TryStartFlush(always: true);
        }
        if (flush)
            StartFlush();
    }

    private void EncodeControl(in Frame frame)
    {
        var before = _frames.Length;
        try
        {
            codec.WriteFrame(frame, _frames);
        }
        catch (Exception)
        {
            // Nobody asked for this frame whom the exception would help: a connection that cannot write it is over.
            transport.Abort();
        }
        Encoded(before, isData: false);
    }

    private void EncodeLatePong()
    {
        if (_latePong is null || !HasRoom)
            return;
        EncodeControl(new Frame(FrameKind.Pong, _latePong.AsMemory(0, _latePongLength)));
        ReturnLatePong();
    }

    private void ReturnLatePong()
    {
        if (_latePong is not { } pong)
            return;
        _latePong = null;
        ArrayPool<byte>.Shared.Return(pong);
    }

    private void EncodeClose(CloseReason reason)
    {
        var payload = ArrayPool<byte>.Shared.Rent(ClosePayload.MaxLength);
        var length = ClosePayload.Write(reason, payload);
        EncodeControl(new Frame(FrameKind.Close, payload.AsMemory(0, length)));
        ArrayPool<byte>.Shared.Return(payload);
    }
}
