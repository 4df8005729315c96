using System.Buffers;
using Abstractions;

namespace Host.Tests.Connections;

/// <summary>Counts what it writes, and shares by the key it is given.</summary>
internal sealed class CountingCodec(object? sharingKey) : IFrameCodec
{
    public int Written { get; private set; }

    /// <summary>How often it was told that frames may be dropped.</summary>
    public int AllowedDropping { get; private set; }

    public bool Throws { get; init; }

    /// <summary>What it has written when it throws.</summary>
    public int ThrowsAfter { get; init; }

    public object? SharingKey => sharingKey;

    public bool CanWrite(FrameKind kind) => kind == FrameKind.Text;

    public bool TryReadFrame(ref Memory<byte> input, out Frame frame)
    {
        frame = default;
        return false;
    }

    public void WriteFrame(in Frame frame, IBufferWriter<byte> output)
    {
        output.Write(new byte[ThrowsAfter]);
        if (Throws)
            throw new FormatException("broken");
        Written++;
        output.Write(frame.Payload.Span);
    }

    public void AllowDropping() => AllowedDropping++;
}
