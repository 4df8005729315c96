using System.Globalization;
using System.Text;
using Abstractions;
using Adapters.Rfc6455;
using Adapters.Rfc6455.Deflate;
using Adapters.Rfc6455.Tests.Deflate;
using Contracts;
using Host.Configuration;
using Host.Connections;

namespace Host.Tests.Connections;

/// <summary>Frames are dropped on connections whose messages refer to earlier ones: the client must be able to read the rest.</summary>
public sealed class RememberingCodecTests
{
    private const int Messages = 1000;

    private static readonly Rfc6455Adapter Adapter = new(new DeflateSettings { Enabled = true, Context = DeflateContext.PerConnection }, Compression.Best);

    [Test]
    public void A_route_that_drops_the_oldest_sends_what_the_client_can_read()
    {
        var core = Open(SendPolicy.DropOldest);
        core.Transport.Block();
        for (var i = 0; i < Messages; i++)
            AssertSent(core.Connection.SendAsync(Text(i)));
        core.Transport.Unblock();

        AssertReadable(core, from: 0);
    }

    [Test]
    public void A_group_that_drops_the_oldest_sends_what_the_client_can_read_though_it_has_sent_before()
    {
        var core = Open();
        for (var i = 0; i < 50; i++)
            AssertSent(core.Connection.SendAsync(Text(i)));
        var group = new ConnectionGroups().Create(SlowMemberPolicy.DropOldest);
        core.Transport.Block();
        AssertSent(core.Connection.SendAsync(Text(50)));
        group.Add(core.Connection);
        for (var i = 51; i < Messages; i++)
        {
            Assert.That(group.Send(Text(i)), Is.EqualTo(1));
            if (i % 100 == 99)
                core.Transport.UnblockOne();
        }
        core.Transport.Unblock();

        AssertReadable(core, from: 51);
    }

    [Test]
    public async Task A_codec_is_told_before_anything_can_be_dropped_and_not_after_its_end()
    {
        var codec = new CountingCodec(sharingKey: null);
        var core = new ConnectionUnderTest(new RecordingHandler(), codec: codec);
        core.Connection.Open();
        new ConnectionGroups().Create(SlowMemberPolicy.Disconnect).Add(core.Connection);
        Assert.That(codec.AllowedDropping, Is.Zero);
        new ConnectionGroups().Create(SlowMemberPolicy.DropOldest).Add(core.Connection);
        Assert.That(codec.AllowedDropping, Is.EqualTo(1));
        await core.EndAsync();
        new ConnectionGroups().Create(SlowMemberPolicy.DropOldest).Add(core.Connection);
        Assert.That(codec.AllowedDropping, Is.EqualTo(1));
    }

    // Those before were promised to arrive, of those after the newest are there, and all that are there are whole.
    private static void AssertReadable(ConnectionUnderTest core, int from)
    {
        var events = FrameEvent.Join(new DeflateClient(takesOver: true).Decode(core.Transport.Sent));
        var texts = events.Select(item => Encoding.UTF8.GetString(item.Payload.Span)).ToList();
        var numbers = texts.Select(text => int.Parse(text[..4], CultureInfo.InvariantCulture)).ToList();
        Assert.That(texts, Is.EqualTo(numbers.Select(Text)));
        Assert.That(numbers, Is.Ordered.Ascending.And.Unique);
        Assert.That(numbers.Take(from), Is.EqualTo(Enumerable.Range(0, from)));
        Assert.That(numbers[^1], Is.EqualTo(Messages - 1));
        Assert.That(numbers, Has.Count.LessThan(Messages - 100), "some were dropped");
    }

    private static void AssertSent(ValueTask send) => Assert.That(send.IsCompletedSuccessfully, "it neither waits nor fails");

    private static string Text(int number) => $"{number:D4} {string.Join(' ', Enumerable.Range(number, 200))}";

    private static ConnectionUnderTest Open(SendPolicy policy = SendPolicy.Wait)
    {
        var limits = new Limits { SendQueueBytes = 20_000 };
        var codec = Adapter.CreateCodec(
            new AcceptedHandshake { CodecState = new DeflateParameters() }, new CodecLimits { MessageBytes = limits.MessageBytes, MessageFragments = limits.MessageFragments });
        var core = new ConnectionUnderTest(new RecordingHandler(), limits, codec, sendPolicy: policy);
        core.Connection.Open();
        return core;
    }
}
