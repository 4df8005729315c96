using System.Buffers;
using Abstractions;
using Contracts;

namespace Adapters.Rfc6455.Tests.Deflate;

[TestFixture(typeof(NativePerConnection))]
[TestFixture(typeof(NativeShared))]
public sealed class DeflateAllocationTests<TSpecimen> where TSpecimen : DeflateSpecimen, new()
{
    [Test]
    public void Messages_are_read_and_written_without_allocating()
    {
        var specimen = new TSpecimen();
        var codec = specimen.CreateCodec();
        var text = new byte[70_000];
        Array.Fill(text, (byte)'t');
        // Each stands for itself, so that the stream can be read again and again.
        byte[] received = [.. specimen.EncodeClientText("a small one"), .. specimen.EncodeClientMessage(FrameKind.Text, text), .. specimen.EncodeClientMessage(FrameKind.Binary, new byte[1000])];
        var buffer = new byte[received.Length];
        var output = new ArrayBufferWriter<byte>(received.Length * 4);

        Echo(rounds: 200);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var pieces = Echo(rounds: 200);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(pieces, Is.GreaterThanOrEqualTo(600));
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

    [Test]
    public void An_idle_connection_holds_no_buffer()
    {
        var specimen = new TSpecimen();
        var codec = specimen.CreateCodec();
        var input = specimen.EncodeClientText("text").AsMemory();
        Assert.That(codec.TryReadFrame(ref input, out var frame));
        Assert.That(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(frame.Payload, out var held));
        Assert.That(codec.TryReadFrame(ref input, out _), Is.False);
        // This thread's next one of the size is the one given back last.
        var rented = ArrayPool<byte>.Shared.Rent(held.Array!.Length);
        Assert.That(rented, Is.SameAs(held.Array));
        ArrayPool<byte>.Shared.Return(rented);
    }
}
