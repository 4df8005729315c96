using System.Buffers;
using Abstractions;

namespace Contracts;

/// <summary>What an <see cref="IFrameCodec"/> must do whose revision has pings and pongs.</summary>
/// <typeparam name="TSpecimen">The adapter under test.</typeparam>
public abstract class PingContract<TSpecimen> where TSpecimen : IAdapterSpecimen, new()
{
    private readonly TSpecimen _specimen = new();

    /// <summary>It says so.</summary>
    [Test]
    public void Pings_and_pongs_can_be_written([Values(FrameKind.Ping, FrameKind.Pong)] FrameKind kind) =>
        Assert.That(_specimen.CreateCodec().CanWrite(kind), Is.True);

    /// <summary>A control frame is handed over whole, with any bytes in it, however it arrives.</summary>
    [Test]
    public void A_control_frame_comes_out_whole(
        [Values(FrameKind.Ping, FrameKind.Pong)] FrameKind kind, [ValueSource(nameof(Lengths))] int length, [Values] Cutting cutting)
    {
        var payload = Samples.Bytes(length);
        var stream = _specimen.EncodeClientMessage(kind, payload).Concat(_specimen.EncodeClientText("text")).ToArray();
        Reading.Assert(_specimen, stream, cutting, new FrameEvent(kind, payload), Samples.TextEvent("text"));
    }

    /// <summary>A control frame is no message: the limit of messages does not concern it.</summary>
    [Test]
    public void A_control_frame_may_be_larger_than_the_largest_message([Values] Cutting cutting)
    {
        var payload = Samples.Bytes(100);
        Reading.Assert(_specimen, _specimen.EncodeClientMessage(FrameKind.Ping, payload), cutting, limit: 10, new FrameEvent(FrameKind.Ping, payload));
    }

    /// <summary>A client reads control frames.</summary>
    [Test]
    public void A_client_reads_the_control_frame_that_was_written([Values(FrameKind.Ping, FrameKind.Pong)] FrameKind kind, [ValueSource(nameof(Lengths))] int length)
    {
        var payload = Samples.Bytes(length);
        var written = _specimen.CreateCodec().Write(new Frame(kind, payload));
        Assert.That(FrameEvent.Join(_specimen.DecodeServerFrames(written)), Is.EqualTo([new FrameEvent(kind, payload)]));
    }

    /// <summary>A payload of more than 125 bytes is misuse.</summary>
    [Test]
    public void A_payload_that_is_too_long_is_misuse([Values(FrameKind.Ping, FrameKind.Pong)] FrameKind kind)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.That(() => _specimen.CreateCodec().WriteFrame(new Frame(kind, new byte[126]), output), Throws.ArgumentException);
        Assert.That(output.WrittenCount, Is.Zero);
    }

    private protected static int[] Lengths => Samples.ControlLengths;
}
