using System.Buffers;
using Abstractions;
using Framing.Hybi;

namespace Adapters.Rfc6455.Deflate;

/// <summary>The framing of one connection (RFC 6455 5) with permessage-deflate (RFC 7692).</summary>
internal sealed class DeflateFrameCodec(MessageInflater inflater, MessageDeflater deflater, CodecLimits limits) : IFrameCodec, IDisposable
{
    // A struct that is never copied: one object per connection.
    private FrameReader _reader = new(HybiVersion.Version13, limits, allowsRsv1: true);

    public object? SharingKey => deflater.SharingKey;

    public bool IsInFrame => _reader.IsInFrame || inflater.HasMore;

    public bool CanWrite(FrameKind kind) => FrameWriter.CanWrite(kind);

    public bool TryReadFrame(ref Memory<byte> input, out Frame frame)
    {
        inflater.ReleaseOutput();
        if (inflater.HasMore && inflater.TryContinue(out frame))
            return true;
        while (_reader.TryRead(ref input, out frame))
        {
            if (frame.Kind is not (FrameKind.Text or FrameKind.Binary) || !_reader.HasRsv1 || inflater.TryInflate(frame, out frame))
                return true;
        }
        return false;
    }

    public void WriteFrame(in Frame frame, IBufferWriter<byte> output) => deflater.Write(frame, output);

    public void AllowDropping() => deflater.ForgetBetweenMessages();

    public void Dispose()
    {
        inflater.Dispose();
        deflater.Dispose();
    }
}
