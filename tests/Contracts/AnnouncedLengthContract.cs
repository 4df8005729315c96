using Abstractions;

namespace Contracts;

/// <summary>What an <see cref="IFrameCodec"/> must do whose frames announce their length.</summary>
/// <typeparam name="TSpecimen">The adapter under test.</typeparam>
public abstract class AnnouncedLengthContract<TSpecimen> where TSpecimen : IAnnouncedLengthSpecimen, new()
{
    private readonly TSpecimen _specimen = new();

    /// <summary>What is too big is refused before any of it has arrived, however large it pretends to be.</summary>
    [Test]
    public void An_oversize_frame_is_refused_from_its_length_alone([Values(1001, 70_000, int.MaxValue, 0x7FFF_FFFF_FFFF_FFFF)] long length, [Values] Cutting cutting)
    {
        var stream = _specimen.EncodeClientLength(length);
        foreach (var cuts in cutting.Of(stream.Length))
            Assert.That(Feeding.Of(_specimen.CreateCodec(1000), stream, cuts).Violation?.CloseCode, Is.EqualTo(CloseCode.MessageTooBig));
    }

    /// <summary>What is not too big is not refused.</summary>
    [Test]
    public void A_frame_of_the_limit_is_not_refused([Values] Cutting cutting)
    {
        var stream = _specimen.EncodeClientLength(1000);
        foreach (var cuts in cutting.Of(stream.Length))
            Assert.That(Feeding.Of(_specimen.CreateCodec(1000), stream, cuts).Violation, Is.Null);
    }

    /// <summary>A piece of a frame is handed over as it arrives, so that nobody buffers a frame.</summary>
    [Test]
    public void Payload_comes_out_as_it_arrives()
    {
        var stream = _specimen.EncodeClientMessage(FrameKind.Text, new byte[100_000]);
        var codec = _specimen.CreateCodec();
        Memory<byte> input = stream.AsMemory(0, 50_000);
        Assert.That(codec.TryReadFrame(ref input, out var frame), Is.True);
        Assert.That(frame.EndOfMessage, Is.False);
        Assert.That(frame.Payload.Length, Is.GreaterThan(40_000));
    }
}
