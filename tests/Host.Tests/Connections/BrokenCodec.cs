using System.Buffers;
using Abstractions;

namespace Host.Tests.Connections;

/// <summary>Throws what the port does not allow.</summary>
internal sealed class BrokenCodec : IFrameCodec
{
    public object? SharingKey => null;

    public bool CanWrite(FrameKind kind) => false;

    public bool TryReadFrame(ref Memory<byte> input, out Frame frame) => throw new FormatException("broken");

    public void WriteFrame(in Frame frame, IBufferWriter<byte> output) => throw new InvalidOperationException("broken");
}
