using Abstractions;

namespace Contracts;

/// <summary>What an <see cref="IFrameCodec"/> must do whose revision has binary messages.</summary>
/// <typeparam name="TSpecimen">The adapter under test.</typeparam>
public abstract class BinaryContract<TSpecimen> where TSpecimen : IAdapterSpecimen, new()
{
    private readonly TSpecimen _specimen = new();

    /// <summary>It says so.</summary>
    [Test]
    public void Binary_can_be_written() => Assert.That(_specimen.CreateCodec().CanWrite(FrameKind.Binary), Is.True);

    /// <summary>Any bytes come out as they went in, however they arrive.</summary>
    [Test]
    public void Bytes_come_out_as_they_went_in([ValueSource(nameof(Lengths))] int length, [Values] Cutting cutting)
    {
        var bytes = Samples.Bytes(length);
        Reading.Assert(_specimen, _specimen.EncodeClientMessage(FrameKind.Binary, bytes), cutting, new FrameEvent(FrameKind.Binary, bytes));
    }

    /// <summary>No value of a byte is special, and none is taken for text.</summary>
    [Test]
    public void Every_byte_may_occur([Values] Cutting cutting)
    {
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
        var stream = _specimen.EncodeClientMessage(FrameKind.Binary, bytes).Concat(_specimen.EncodeClientText("text")).ToArray();
        Reading.Assert(_specimen, stream, cutting, new FrameEvent(FrameKind.Binary, bytes), Samples.TextEvent("text"));
    }

    /// <summary>A client reads binary messages of any length, and knows them from text.</summary>
    [Test]
    public void A_client_reads_the_bytes_that_were_written([ValueSource(nameof(Lengths))] int length)
    {
        var bytes = Samples.Bytes(length);
        var written = _specimen.CreateCodec().Write(new Frame(FrameKind.Binary, bytes), Samples.TextFrame("text"));
        Assert.That(
            FrameEvent.Join(_specimen.DecodeServerFrames(written)),
            Is.EqualTo([new FrameEvent(FrameKind.Binary, bytes), Samples.TextEvent("text")]));
    }

    private protected static int[] Lengths => Samples.Lengths;
}
