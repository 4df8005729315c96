using System.Buffers;
using Abstractions;

namespace Contracts;

/// <summary>What every <see cref="IFrameCodec"/> must do when it writes.</summary>
/// <typeparam name="TSpecimen">The adapter under test.</typeparam>
public abstract class FrameWritingContract<TSpecimen> where TSpecimen : IAdapterSpecimen, new()
{
    private readonly TSpecimen _specimen = new();

    /// <summary>Text is what every revision can carry.</summary>
    [Test]
    public void Text_can_be_written() => Assert.That(_specimen.CreateCodec().CanWrite(FrameKind.Text), Is.True);

    /// <summary>A client reads text of any length.</summary>
    [Test]
    public void A_client_reads_the_text_that_was_written([ValueSource(nameof(Lengths))] int length)
    {
        var text = Samples.Text(length);
        Assert.That(Decode(_specimen.CreateCodec().Write(Samples.TextFrame(text))), Is.EqualTo([Samples.TextEvent(text)]));
    }

    /// <summary>A client reads one message after the other.</summary>
    [Test]
    public void A_client_reads_messages_in_order()
    {
        var written = _specimen.CreateCodec().Write([.. Samples.Texts.Select(text => Samples.TextFrame(text))]);
        Assert.That(Decode(written), Is.EqualTo(Samples.Texts.Select(Samples.TextEvent)));
    }

    /// <summary>The bytes do not depend on how much room the writer gives at a time.</summary>
    [Test]
    public void The_bytes_do_not_depend_on_the_writer([ValueSource(nameof(Lengths))] int length)
    {
        var frame = Samples.TextFrame(Samples.Text(length));
        var stingy = new StingyWriter();
        _specimen.CreateCodec().WriteFrame(frame, stingy);
        Assert.That(stingy.Written.AsSpan().SequenceEqual(_specimen.CreateCodec().Write(frame)), Is.True);
    }

    /// <summary>The payload belongs to the caller.</summary>
    [Test]
    public void The_payload_stays_as_it_is()
    {
        var payload = "payload"u8.ToArray();
        _specimen.CreateCodec().Write(new Frame(FrameKind.Text, payload));
        Assert.That(payload, Is.EqualTo("payload"u8.ToArray()));
    }

    /// <summary>What a revision can carry does not change, and what it cannot carry is refused as misuse.</summary>
    [Test]
    public void Refuses_the_kinds_it_says_it_cannot_write([Values] FrameKind kind)
    {
        var codec = _specimen.CreateCodec();
        var can = codec.CanWrite(kind);
        Assert.That(() => codec.WriteFrame(new Frame(kind, default), new ArrayBufferWriter<byte>()), can ? Throws.Nothing : Throws.InvalidOperationException);
        Assert.That(codec.CanWrite(kind), Is.EqualTo(can));
    }

    /// <summary>A kind that does not exist cannot be written.</summary>
    [Test]
    public void Refuses_a_kind_that_does_not_exist()
    {
        var codec = _specimen.CreateCodec();
        Assert.That(codec.CanWrite((FrameKind)99), Is.False);
        Assert.That(() => codec.WriteFrame(new Frame((FrameKind)99, default), new ArrayBufferWriter<byte>()), Throws.InvalidOperationException);
    }

    /// <summary>Codecs with equal keys write identical bytes, whatever they have read and written before.</summary>
    [Test]
    public void Equal_sharing_keys_mean_equal_bytes()
    {
        var fresh = _specimen.CreateCodec();
        var used = _specimen.CreateCodec();
        Feeding.Of(used, _specimen.EncodeClientText("read"));
        used.Write(Samples.TextFrame("written"), Samples.TextFrame(Samples.Text(1000)));
        if (fresh.SharingKey is null || !fresh.SharingKey.Equals(used.SharingKey))
            return;
        foreach (var text in Samples.Texts)
            Assert.That(used.Write(Samples.TextFrame(text)), Is.EqualTo(fresh.Write(Samples.TextFrame(text))));
    }

    /// <summary>Once the host may drop frames, each message can be read whether or not those before it have come.</summary>
    [Test]
    public void After_the_host_may_drop_frames_none_needs_another()
    {
        var codec = _specimen.CreateCodec();
        var before = codec.Write(Samples.TextFrame(Samples.Text(1000)));
        codec.AllowDropping();
        codec.AllowDropping();
        foreach (var text in Samples.Texts)
        {
            codec.Write(Samples.TextFrame(text), Samples.TextFrame(Samples.Text(500)));
            before = [.. before, .. codec.Write(Samples.TextFrame(text))];
        }
        Assert.That(Decode(before), Is.EqualTo([Samples.TextEvent(Samples.Text(1000)), .. Samples.Texts.Select(Samples.TextEvent)]));
    }

    private protected static int[] Lengths => Samples.Lengths;

    private IReadOnlyList<FrameEvent> Decode(byte[] written) => FrameEvent.Join(_specimen.DecodeServerFrames(written));
}
