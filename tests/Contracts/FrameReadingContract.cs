using System.Text;
using System.Text.Unicode;
using Abstractions;

namespace Contracts;

/// <summary>What every <see cref="IFrameCodec"/> must do when it reads.</summary>
/// <typeparam name="TSpecimen">The adapter under test.</typeparam>
public abstract class FrameReadingContract<TSpecimen> where TSpecimen : IAdapterSpecimen, new()
{
    private readonly TSpecimen _specimen = new();

    /// <summary>Text of any length comes out as it went in, however it arrives.</summary>
    [Test]
    public void Text_comes_out_as_it_went_in([ValueSource(nameof(Lengths))] int length, [Values] Cutting cutting)
    {
        var text = Samples.Text(length);
        AssertReads(_specimen.EncodeClientText(text), cutting, Samples.TextEvent(text));
    }

    /// <summary>Code points of any length may be cut.</summary>
    [Test]
    public void Text_may_be_cut_inside_a_code_point([Values] Cutting cutting)
    {
        foreach (var text in Samples.Texts)
            AssertReads(_specimen.EncodeClientText(text), cutting, Samples.TextEvent(text));
    }

    /// <summary>Messages come out in the order in which they went in, none lost, none twice.</summary>
    [Test]
    public void Messages_keep_their_order([Values] Cutting cutting)
    {
        var texts = Samples.Texts.Concat(Enumerable.Range(0, 20).Select(i => $"message {i}")).ToArray();
        AssertReads([.. texts.SelectMany(_specimen.EncodeClientText)], cutting, [.. texts.Select(Samples.TextEvent)]);
    }

    /// <summary>Without bytes there is nothing to read, before and after a message.</summary>
    [Test]
    public void Nothing_comes_out_of_no_bytes()
    {
        var feeding = new Feeding(_specimen.CreateCodec());
        feeding.Feed([]);
        feeding.Feed([]);
        Assert.That(feeding.Events, Is.Empty);
        feeding.Feed(_specimen.EncodeClientText("a"));
        feeding.Feed([]);
        Assert.That(feeding.Events, Has.Count.EqualTo(1));
    }

    /// <summary>A message that has not wholly arrived does not end.</summary>
    [Test]
    public void An_unfinished_message_waits()
    {
        var stream = _specimen.EncodeClientText("unfinished");
        for (var length = 0; length < stream.Length; length++)
        {
            var feeding = Feeding.Of(_specimen.CreateCodec(), stream.AsSpan(0, length));
            Assert.That(feeding.Violation, Is.Null, $"after {length} bytes");
            Assert.That(feeding.Events, Is.Empty, $"after {length} bytes");
        }
    }

    /// <summary>From its first byte to its last a frame can be timed: the codec has left its beginning, or says that it is inside one.</summary>
    [Test]
    public void A_codec_knows_whether_it_is_inside_a_frame([Values(0, 1, 200, 70_000)] int length)
    {
        var message = _specimen.EncodeClientText(Samples.Text(length));
        foreach (var cut in Cutting.AtEveryOffset.Of(message.Length).Select(cuts => cuts[0]))
        {
            var codec = _specimen.CreateCodec();
            var feeding = Feeding.Of(codec, [.. message, .. message.AsSpan(0, cut)]);
            Assert.That(codec.IsInFrame || feeding.Unread > 0, Is.True, $"after {cut} bytes");
            feeding.Feed(message.AsSpan(cut));
            Assert.That((codec.IsInFrame, feeding.Unread), Is.EqualTo((false, 0)), $"after {cut} bytes and the rest");
        }
    }

    /// <summary>A message as large as the limit is read; the limit is one of messages, not of connections.</summary>
    [Test]
    public void A_message_may_have_as_many_bytes_as_the_limit([Values(1, 100, 200, 70_000)] int limit, [Values] Cutting cutting)
    {
        var text = new string('x', limit);
        AssertReads([.. _specimen.EncodeClientText(text), .. _specimen.EncodeClientText(text)], cutting, limit, Samples.TextEvent(text), Samples.TextEvent(text));
    }

    /// <summary>A message larger than the limit fails the connection with 1009, be it the first one or not.</summary>
    [Test]
    public void A_message_of_one_byte_more_than_the_limit_is_refused([Values(1, 100, 200, 70_000)] int limit, [Values] Cutting cutting)
    {
        var allowed = new string('x', limit);
        var oversize = _specimen.EncodeClientText(new string('x', limit + 1));
        AssertRefuses(oversize);
        AssertRefuses([.. _specimen.EncodeClientText(allowed), .. oversize], Samples.TextEvent(allowed));

        void AssertRefuses(byte[] stream, params FrameEvent[] before)
        {
            foreach (var cuts in cutting.Of(stream.Length))
            {
                var feeding = Feeding.Of(_specimen.CreateCodec(limit), stream, cuts);
                Assert.That(feeding.Violation?.CloseCode, Is.EqualTo(CloseCode.MessageTooBig));
                Assert.That(feeding.Events, Is.EqualTo(before));
            }
        }
    }

    /// <summary>What is not UTF-8 is refused or replaced, as the revision has it; a handler never sees it.</summary>
    [Test]
    public void Text_that_comes_out_is_always_utf8()
    {
        foreach (var bad in new byte[][] { [0x80], [0xC3], [0xC0, 0x80], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF0, 0x9F, 0x98], [0xF4, 0x90, 0x80, 0x80], [0xFE] })
        {
            var stream = _specimen.EncodeClientMessage(FrameKind.Text, (byte[])[.. "ab"u8, .. bad, .. "cd"u8]);
            foreach (var cuts in Cuts.Of(stream.Length))
            {
                var feeding = Feeding.Of(_specimen.CreateCodec(), stream, cuts);
                foreach (var message in feeding.Events)
                    Assert.That(Utf8.IsValid(message.Payload.Span), Is.True, $"{Convert.ToHexString(bad)} came out as {message}");
                if (feeding.Violation is { } violation)
                    Assert.That(violation.CloseCode, Is.EqualTo(CloseCode.InvalidPayload));
            }
        }
    }

    /// <summary>Junk gives frames or a <see cref="ProtocolException"/>: no other exception, no endless loop.</summary>
    [Test]
    public void Junk_gives_frames_or_a_violation()
    {
        for (var seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            var stream = new byte[random.Next(1, 300)];
            random.NextBytes(stream);
            AssertEndsSomehow(stream, random);
        }
    }

    /// <summary>The same of streams that are right but for a few bytes, which get further.</summary>
    [Test]
    public void Spoilt_streams_give_frames_or_a_violation()
    {
        var stream = Samples.Texts.Append(Samples.Text(300)).SelectMany(_specimen.EncodeClientText).ToArray();
        for (var seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            var spoilt = stream.ToArray();
            for (var i = random.Next(1, 4); i > 0; i--)
                spoilt[random.Next(spoilt.Length)] ^= (byte)(1 << random.Next(8));
            AssertEndsSomehow(spoilt, random);
        }
    }

    /// <summary>What has been read makes no difference to what is written, and the reverse.</summary>
    [Test]
    public void Reading_and_writing_do_not_disturb_each_other()
    {
        var stream = Samples.Texts.SelectMany(_specimen.EncodeClientText).ToArray();
        var expected = _specimen.CreateCodec().Write([.. Samples.Texts.Select(text => Samples.TextFrame(text))]);
        var codec = _specimen.CreateCodec();
        var feeding = new Feeding(codec);
        var written = new List<byte>();
        for (var i = 0; i < Math.Max(stream.Length, Samples.Texts.Length); i++)
        {
            if (i < stream.Length)
                feeding.Feed(stream.AsSpan(i, 1));
            if (i < Samples.Texts.Length)
                written.AddRange(codec.Write(Samples.TextFrame(Samples.Texts[i])));
        }
        Assert.That(feeding.Events, Is.EqualTo(Samples.Texts.Select(Samples.TextEvent)));
        Assert.That(written, Is.EqualTo(expected));
    }

    /// <summary>One thread may read while another one writes.</summary>
    [Test]
    public void Reading_and_writing_run_at_the_same_time()
    {
        const int messages = 5000;
        var one = _specimen.EncodeClientText("read");
        var stream = Enumerable.Repeat(one, messages).SelectMany(bytes => bytes).ToArray();
        var codec = _specimen.CreateCodec();
        var expected = _specimen.CreateCodec().Write([.. Enumerable.Repeat(Samples.TextFrame("written"), messages)]);
        Feeding? feeding = null;
        byte[]? written = null;
        Parallel.Invoke(
            () => feeding = Feeding.Of(codec, stream, Cutting.ByteByByte.Of(stream.Length).Single()),
            () => written = codec.Write([.. Enumerable.Repeat(Samples.TextFrame("written"), messages)]));
        Assert.That(feeding!.Events, Is.EqualTo(Enumerable.Repeat(Samples.TextEvent("read"), messages)));
        Assert.That(written.AsSpan().SequenceEqual(expected), Is.True);
    }

    private protected static int[] Lengths => Samples.Lengths;

    private void AssertReads(byte[] stream, Cutting cutting, params FrameEvent[] events) => AssertReads(stream, cutting, SpecimenExtensions.DefaultMessageBytes, events);

    private void AssertReads(byte[] stream, Cutting cutting, int limit, params FrameEvent[] events) => Reading.Assert(_specimen, stream, cutting, limit, events);

    private void AssertEndsSomehow(byte[] stream, Random random)
    {
        var cuts = Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(stream.Length)).Order().ToArray();
        try
        {
            var whole = Feeding.Of(_specimen.CreateCodec(1000), stream);
            var cut = Feeding.Of(_specimen.CreateCodec(1000), stream, cuts);
            Assert.That(cut.Events, Is.EqualTo(whole.Events));
            Assert.That(cut.Violation?.CloseCode, Is.EqualTo(whole.Violation?.CloseCode));
        }
        catch (Exception exception) when (exception is not AssertionException)
        {
            Assert.Fail($"{exception.GetType()} came out of {Convert.ToHexString(stream)}: {exception.Message}");
        }
    }
}
