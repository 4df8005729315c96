using System.Buffers;
using Abstractions;
using Framing.Hixie;

namespace Adapters.Hixie75;

/// <summary>The framing of one connection (Hixie-75 4.2, 5.3), which has no close frame.</summary>
internal sealed class Hixie75FrameCodec(CodecLimits limits) : IFrameCodec
{
    private static readonly object WritesAlike = new();

    // Structs that are never copied: one object per connection.
    private FrameReader _reader = new(HixieRevision.Hixie75, limits);
    private FrameWriter _writer = new(HixieRevision.Hixie75);

    // Inside a frame the next piece has no first byte here, and is a message of its own elsewhere.
    public object? SharingKey => _writer.InMessage ? null : WritesAlike;

    public bool CanWrite(FrameKind kind) => _writer.CanWrite(kind);

    public bool IsInFrame => _reader.IsInFrame;

    public bool TryReadFrame(ref Memory<byte> input, out Frame frame) => _reader.TryRead(ref input, out frame);

    public void WriteFrame(in Frame frame, IBufferWriter<byte> output) => _writer.Write(frame, output);
}
