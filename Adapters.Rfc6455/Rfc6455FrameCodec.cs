using System.Buffers;
using Abstractions;
using Framing.Hybi;

namespace Adapters.Rfc6455;

/// <summary>The framing of one connection (RFC 6455 5), without extensions.</summary>
internal sealed class Rfc6455FrameCodec(CodecLimits limits) : IFrameCodec
{
    private static readonly object WritesAlike = new();

    // Structs that are never copied: one object per connection.
    private FrameReader _reader = new(HybiVersion.Version13, limits);
    private FrameWriter _writer = new(HybiVersion.Version13);

    // Between two fragments the next piece is a continuation here, and a message of its own elsewhere.
    public object? SharingKey => _writer.InMessage ? null : WritesAlike;

    public bool CanWrite(FrameKind kind) => FrameWriter.CanWrite(kind);

    public bool IsInFrame => _reader.IsInFrame;

    public bool TryReadFrame(ref Memory<byte> input, out Frame frame) => _reader.TryRead(ref input, out frame);

    public void WriteFrame(in Frame frame, IBufferWriter<byte> output) => _writer.Write(frame, output);
}
