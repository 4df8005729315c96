using System.Buffers;
using Abstractions;
using Framing.Hybi;

namespace Adapters.Sse;

/// <summary>The framing of one connection: writes events, and reads what <see cref="SseUpstream"/> has made of requests.</summary>
internal sealed class SseFrameCodec(CodecLimits limits) : IFrameCodec
{
    // A struct that is never copied: one object per connection.
    private FrameReader _reader = new(HybiVersion.Version13, limits);
    private long _lastId = EventWriter.UpstreamId;

    // Each event has an id of its own.
    public object? SharingKey => null;

    // There is no way for an answer: what a client sends are messages and the end.
    public bool PeerAnswers => false;

    public bool IsInFrame => _reader.IsInFrame;

    public bool CanWrite(FrameKind kind) => kind is FrameKind.Text or FrameKind.Binary or FrameKind.Ping or FrameKind.Close;

    public bool TryReadFrame(ref Memory<byte> input, out Frame frame) => _reader.TryRead(ref input, out frame);

    public void WriteFrame(in Frame frame, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (!CanWrite(frame.Kind))
            throw new InvalidOperationException($"A stream of events has no frames of the kind {frame.Kind}; ask CanWrite first.");
        var payload = frame.Payload.Span;
        if (frame.Kind is FrameKind.Ping or FrameKind.Close && payload.Length > ClosePayload.MaxLength)
            throw new ArgumentException($"A control frame may have at most {ClosePayload.MaxLength} bytes.", nameof(frame));
        if (!frame.EndOfMessage)
            throw new InvalidOperationException("An event is a whole message; there are no fragments to write.");
        switch (frame.Kind)
        {
            case FrameKind.Text:
                EventWriter.WriteText(++_lastId, payload, output);
                break;
            case FrameKind.Binary:
                EventWriter.WriteBinary(++_lastId, payload, output);
                break;
            case FrameKind.Close:
                EventWriter.WriteClose(++_lastId, ClosePayload.Read(payload), output);
                break;
            default:
                EventWriter.WriteComment(output);
                break;
        }
    }
}
