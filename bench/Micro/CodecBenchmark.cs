using System.Buffers;
using Abstractions;

namespace Micro;

/// <summary>What reading and writing with any codec have in common; it calls the port, as the host does.</summary>
public abstract class CodecBenchmark
{
    private readonly ArrayBufferWriter<byte> _output = new(256 * 1024);

    /// <summary>Reads all that was received.</summary>
    /// <returns>The bytes of the messages in it.</returns>
    protected static int Read(IFrameCodec codec, byte[] received)
    {
        ArgumentNullException.ThrowIfNull(codec);
        var input = received.AsMemory();
        var length = 0;
        while (codec.TryReadFrame(ref input, out var frame))
            length += frame.Payload.Length;
        return length;
    }

    /// <summary>Writes one message.</summary>
    /// <returns>The bytes of its frame.</returns>
    protected int Write(IFrameCodec codec, in Frame message)
    {
        ArgumentNullException.ThrowIfNull(codec);
        _output.ResetWrittenCount();
        codec.WriteFrame(message, _output);
        return _output.WrittenCount;
    }
}
