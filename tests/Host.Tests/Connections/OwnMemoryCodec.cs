using System.Buffers;
using Abstractions;

namespace Host.Tests.Connections;

/// <summary>A revision in which each byte is a message of four: a codec that hands out its own memory, as one that inflates does. Where it has a close frame at all, it is one that the peer never answers.</summary>
internal sealed class OwnMemoryCodec(bool hasClose = false) : IFrameCodec
{
    private readonly byte[] _memory = new byte[4];

    public object? SharingKey => null;

    public bool CanWrite(FrameKind kind) => kind is FrameKind.Text or FrameKind.Binary || (hasClose && kind == FrameKind.Close);

    public bool TryReadFrame(ref Memory<byte> input, out Frame frame)
    {
        frame = default;
        if (input.IsEmpty)
            return false;
        Array.Fill(_memory, input.Span[0]);
        input = input[1..];
        frame = new Frame(FrameKind.Text, _memory);
        return true;
    }

    public void WriteFrame(in Frame frame, IBufferWriter<byte> output) => output.Write(frame.Payload.Span);
}
