using System.Buffers;
using Abstractions;
using Contracts;

namespace Adapters.Rfc6455.Tests;

public sealed class AllocationTests
{
    [Test]
    public void Ten_thousand_frames_are_read_and_written_without_allocating()
    {
        var specimen = new Rfc6455Specimen();
        var codec = specimen.CreateCodec();
        var received = specimen.EncodeClientFrames(
        [
            new Frame(FrameKind.Text, "a\u00E9\u20AC\U0001F600z"u8.ToArray()),
            new Frame(FrameKind.Binary, new byte[1000]),
            new Frame(FrameKind.Ping, "ping"u8.ToArray()),
            new Frame(FrameKind.Text, (byte[])[0xE2, 0x82], endOfMessage: false),
            new Frame(FrameKind.Text, (byte[])[0xAC, .. new byte[70_000]]),
        ]);
        var buffer = new byte[received.Length];
        var output = new ArrayBufferWriter<byte>(received.Length * 2);

        Echo(rounds: 2000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var frames = Echo(rounds: 2000);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(frames, Is.EqualTo(10_000));
        Assert.That(allocated, Is.Zero);

        int Echo(int rounds)
        {
            var count = 0;
            for (var i = 0; i < rounds; i++)
            {
                received.CopyTo(buffer.AsSpan());
                var input = buffer.AsMemory();
                while (codec.TryReadFrame(ref input, out var frame))
                {
                    codec.WriteFrame(frame.Kind == FrameKind.Ping ? new Frame(FrameKind.Pong, frame.Payload) : frame, output);
                    count++;
                }
                output.ResetWrittenCount();
            }
            return count;
        }
    }
}
