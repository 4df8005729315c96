using System.Buffers;
using Abstractions;
using Contracts;

namespace Adapters.Hixie76.Tests;

public sealed class AllocationTests
{
    [Test]
    public void Ten_thousand_frames_are_read_and_written_without_allocating()
    {
        var codec = new Hixie76Specimen().CreateCodec();
        var large = new byte[70_000];
        byte[] received =
        [
            0, .. "a\u00E9\u20AC\U0001F600z"u8, 0xFF, 0, 0xFF, 0x80, 3, 1, 2, 3, 1, 2, 3, 0xFF,
            0, .. "not UTF-8: "u8, 0xE2, 0x82, 0x28, 0xFF, 0, .. large, 0xFF,
        ];
        var buffer = new byte[received.Length];
        var output = new ArrayBufferWriter<byte>(received.Length * 2);

        Echo(rounds: 2000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var frames = Echo(rounds: 2000);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(frames, Is.EqualTo(12_000));
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
                    codec.WriteFrame(frame, output);
                    count++;
                }
                output.ResetWrittenCount();
            }
            return count;
        }
    }
}
