using Abstractions;

namespace Contracts;

/// <summary>What an <see cref="IFrameCodec"/> must do whose revision has a closing handshake, with or without codes.</summary>
/// <typeparam name="TSpecimen">The adapter under test.</typeparam>
public abstract class ClosingHandshakeContract<TSpecimen> where TSpecimen : IAdapterSpecimen, new()
{
    private static readonly FrameEvent EmptyClose = new(FrameKind.Close, default);

    private readonly TSpecimen _specimen = new();

    /// <summary>It says so.</summary>
    [Test]
    public void Close_can_be_written() => Assert.That(_specimen.CreateCodec().CanWrite(FrameKind.Close), Is.True);

    /// <summary>A close frame without a code comes out with an empty payload, after the messages before it.</summary>
    [Test]
    public void A_close_without_a_code_comes_out_empty([Values] Cutting cutting)
    {
        var stream = _specimen.EncodeClientFrames([Samples.TextFrame("last"), new Frame(FrameKind.Close, default)]);
        Reading.Assert(_specimen, stream, cutting, Samples.TextEvent("last"), EmptyClose);
    }

    /// <summary>Bytes behind the close frame change nothing about it.</summary>
    [Test]
    public void Bytes_after_a_close_do_not_matter([Values] Cutting cutting)
    {
        byte[] stream = [.. _specimen.EncodeClientFrames([new Frame(FrameKind.Close, default)]), 0xFF, 0xFF, 0xFF, 0x00];
        foreach (var cuts in cutting.Of(stream.Length))
            Assert.That(Feeding.Of(_specimen.CreateCodec(), stream, cuts).Events, Is.EqualTo([EmptyClose]));
    }

    /// <summary>A client reads an empty close.</summary>
    [Test]
    public void A_client_reads_an_empty_close() =>
        Assert.That(FrameEvent.Join(_specimen.DecodeServerFrames(_specimen.CreateCodec().Write(new Frame(FrameKind.Close, default)))), Is.EqualTo([EmptyClose]));
}
