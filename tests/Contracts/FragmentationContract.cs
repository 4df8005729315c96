using System.Text;
using Abstractions;

namespace Contracts;

/// <summary>What an <see cref="IFrameCodec"/> must do whose revision has fragmented messages, with pings between the fragments.</summary>
/// <typeparam name="TSpecimen">The adapter under test.</typeparam>
public abstract class FragmentationContract<TSpecimen> where TSpecimen : IAdapterSpecimen, new()
{
    private readonly TSpecimen _specimen = new();

    /// <summary>Fragments are joined to their message, empty ones included, and may end inside a code point.</summary>
    [Test]
    public void Fragments_come_out_as_one_message([Values] Cutting cutting)
    {
        const string text = "a\u00E9\u20AC\U0001F600z";
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var first = 0; first <= bytes.Length; first++)
        {
            for (var second = first; second <= bytes.Length; second++)
            {
                Frame[] fragments = [Text(bytes[..first]), Text(bytes[first..second]), new(FrameKind.Text, bytes.AsMemory(second))];
                var stream = _specimen.EncodeClientFrames([.. fragments, Samples.TextFrame("next")]);
                Reading.Assert(_specimen, stream, cutting, Samples.TextEvent(text), Samples.TextEvent("next"));
            }
        }
    }

    /// <summary>A ping between two fragments is handed over before the message ends, and is no part of it.</summary>
    [Test]
    public void A_ping_may_stand_between_fragments([Values] Cutting cutting)
    {
        byte[] payload = [0xFF, 0x00];
        // The cut through the euro sign must survive the ping.
        var stream = _specimen.EncodeClientFrames([Text([0xE2, 0x82]), new Frame(FrameKind.Ping, payload), new Frame(FrameKind.Text, (byte[])[0xAC])]);
        Reading.Assert(_specimen, stream, cutting, new FrameEvent(FrameKind.Ping, payload), Samples.TextEvent("\u20AC"));
    }

    /// <summary>A client may take its time between two fragments, so a codec is inside no frame there.</summary>
    [Test]
    public void Between_fragments_a_codec_is_inside_no_frame([Values(0, 1, 200)] int length)
    {
        var codec = _specimen.CreateCodec();
        var feeding = Feeding.Of(codec, _specimen.EncodeClientFrames([Text(new byte[length])]));
        Assert.That((codec.IsInFrame, feeding.Unread), Is.EqualTo((false, 0)));
    }

    /// <summary>The limit is counted over all fragments, and anew for each message.</summary>
    [Test]
    public void The_limit_counts_over_all_fragments([Values] Cutting cutting)
    {
        var half = new byte[50];
        Frame[] fragments = [new(FrameKind.Text, half, endOfMessage: false), new(FrameKind.Text, half)];
        var message = new FrameEvent(FrameKind.Text, new byte[100]);
        var stream = _specimen.EncodeClientFrames([.. fragments, .. fragments]);
        Reading.Assert(_specimen, stream, cutting, limit: 100, message, message);
        foreach (var cuts in cutting.Of(stream.Length))
            Assert.That(Feeding.Of(_specimen.CreateCodec(99), stream, cuts).Violation?.CloseCode, Is.EqualTo(CloseCode.MessageTooBig));
    }

    /// <summary>A message may have so many fragments, empty ones included, and what stands between them does not count; anew for each message.</summary>
    [Test]
    public void The_fragments_of_a_message_are_limited([Values(1, 2, 3, 100)] int limit, [Values] bool empty)
    {
        var payload = new byte[empty ? 0 : 1];
        var ping = new Frame(FrameKind.Ping, "?"u8.ToArray());
        var unfinished = Enumerable.Repeat(new[] { Text(payload), ping }, limit - 1).SelectMany(frames => frames).ToArray();
        Frame[] message = [.. unfinished, new(FrameKind.Text, payload)];
        var allowed = _specimen.EncodeClientFrames([.. message, .. message]);
        var oneMore = _specimen.EncodeClientFrames([.. message, .. unfinished, Text(payload), ping, new(FrameKind.Text, payload)]);
        foreach (var cuts in Cuts.Of(allowed.Length))
        {
            var feeding = Feeding.Of(Limited(), allowed, cuts);
            Assert.That(feeding.Violation, Is.Null);
            Assert.That(feeding.Events.Count(frame => frame.Kind == FrameKind.Text), Is.EqualTo(2));
        }
        foreach (var cuts in Cuts.Of(oneMore.Length))
        {
            var feeding = Feeding.Of(Limited(), oneMore, cuts);
            Assert.That(feeding.Violation?.CloseCode, Is.EqualTo(CloseCode.MessageTooBig));
            Assert.That(feeding.Events.Count(frame => frame.Kind == FrameKind.Text), Is.EqualTo(1));
        }

        IFrameCodec Limited() => _specimen.CreateCodec(messageFragments: limit);
    }

    /// <summary>Fragments without end are refused though they hold nothing and never end their message.</summary>
    [Test]
    public void Empty_fragments_without_end_are_refused([Values] Cutting cutting)
    {
        var stream = _specimen.EncodeClientFrames(Enumerable.Repeat(Text([]), 101));
        foreach (var cuts in cutting.Of(stream.Length))
            Assert.That(Feeding.Of(_specimen.CreateCodec(messageFragments: 100), stream, cuts).Violation?.CloseCode, Is.EqualTo(CloseCode.MessageTooBig));
    }

    /// <summary>A client reads a fragmented message, with a ping between its fragments.</summary>
    [Test]
    public void A_client_reads_the_fragments_that_were_written()
    {
        var codec = _specimen.CreateCodec();
        var written = codec.Write(
            Samples.TextFrame("one ", endOfMessage: false), Samples.TextFrame("", endOfMessage: false), new Frame(FrameKind.Ping, "?"u8.ToArray()),
            Samples.TextFrame("two"), Samples.TextFrame("next"));
        var frames = _specimen.DecodeServerFrames(written);
        Assert.That(
            FrameEvent.Join(frames),
            Is.EqualTo([new FrameEvent(FrameKind.Ping, "?"u8.ToArray()), Samples.TextEvent("one two"), Samples.TextEvent("next")]));
        Assert.That(frames, Has.Count.EqualTo(5));
    }

    /// <summary>Between two fragments a codec does not write what others write, and must not say so.</summary>
    [Test]
    public void A_sharing_key_is_honest_between_fragments()
    {
        var fresh = _specimen.CreateCodec();
        var between = _specimen.CreateCodec();
        between.Write(Samples.TextFrame("first", endOfMessage: false));
        if (fresh.SharingKey is not null && fresh.SharingKey.Equals(between.SharingKey))
            Assert.That(between.Write(Samples.TextFrame("text")), Is.EqualTo(fresh.Write(Samples.TextFrame("text"))));
    }

    private static Frame Text(byte[] payload) => new(FrameKind.Text, payload, endOfMessage: false);
}
