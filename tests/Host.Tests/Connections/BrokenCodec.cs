using System.Buffers;
using Abstractions;

namespace Host.Tests.Connections;

/// <summary>Throws what the port does not allow, or what a test wants.</summary>
internal sealed class BrokenCodec(Exception? exception = null, bool canWriteClose = false) : IFrameCodec
{
    public object? SharingKey => null;

    public bool CanWrite(FrameKind kind) => kind == FrameKind.Close && canWriteClose;

    public bool TryReadFrame(ref Memory<byte> input, out Frame frame) => throw exception ?? new FormatException("broken");

    public void WriteFrame(in Frame frame, IBufferWriter<byte> output) => throw new InvalidOperationException("broken");
}
