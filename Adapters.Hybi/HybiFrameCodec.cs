using System.Buffers;
using Abstractions;
using Framing.Hybi;

namespace Adapters.Hybi;

/// <summary>The framing of one connection (hybi-07 to -12 4), without extensions.</summary>
internal sealed class HybiFrameCodec(HybiVersion version, CodecLimits limits) : IFrameCodec
{
    private static readonly object WritesAlike = new();

    // Structs that are never copied: one object per connection.
    private FrameReader _reader = new(version, limits);
    private FrameWriter _writer = new(version);

    // Between two fragments the next piece is a continuation here, and a message of its own elsewhere. The versions write messages alike.
    public object? SharingKey => _writer.InMessage ? null : WritesAlike;

    public bool CanWrite(FrameKind kind) => FrameWriter.CanWrite(kind);

    public bool IsInFrame => _reader.IsInFrame;

    public bool TryReadFrame(ref Memory<byte> input, out Frame frame) => _reader.TryRead(ref input, out frame);

    public void WriteFrame(in Frame frame, IBufferWriter<byte> output) => _writer.Write(frame, output);
}
