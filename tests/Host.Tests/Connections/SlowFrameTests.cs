using Abstractions;
using Adapters.Hixie76;
using Host.Configuration;

namespace Host.Tests.Connections;

/// <summary><c>Limits:FrameSeconds</c>: a frame that has begun must end.</summary>
public sealed class SlowFrameTests
{
    private const int Seconds = 30;

    // The bytes of a frame, of which one comes every five seconds; and what comes at once before them.
    private static readonly (string Name, bool Hixie, byte[] AtOnce, byte[] Frame)[] Trickles =
    [
        ("inside a header", false, [], ClientFrame.Binary(new byte[70_000])[..13]),
        ("inside a payload", false, ClientFrame.Binary(new byte[1000])[..8], new byte[30]),
        ("inside a ping", false, ClientFrame.Ping(new string('x', 100))[..6], new byte[30]),
        ("inside a later fragment", false, [.. ClientFrame.Binary([1], final: false), .. ClientFrame.Continuation(new string('b', 100), final: true)[..6]], new byte[20]),
        ("behind a message", false, [.. ClientFrame.Text("a"), 0x82], [0xFE, 0x10, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
        ("inside a Hixie text", true, [0x00], [.. "aaaaaaaaaaaaaaaaaaaa"u8]),
        ("inside a Hixie frame with a length", true, [0x80, 0x64], new byte[20]),
        ("inside a Hixie length", true, [0x80], [.. Enumerable.Repeat((byte)0x80, 20)]),
        ("inside a Hixie frame without a meaning", true, [0x01], new byte[20]),
    ];

    [TestCaseSource(nameof(Names))]
    public async Task A_frame_that_trickles_in_is_ended_with_1008(string where)
    {
        using var counters = new Counters();
        var handler = new RecordingHandler();
        var (_, hixie, atOnce, frame) = Trickles.Single(trickle => trickle.Name == where);
        var core = Open(handler, hixie, Seconds);
        core.Receive([.. atOnce, frame[0]]);
        for (var i = 1; i <= Seconds / 5; i++)
        {
            Assert.That(core.Connection.IsClosing, Is.False, $"after {(i - 1) * 5} s");
            Pass(core, 5);
            core.Receive(frame[i]);
        }
        Pass(core, 1);
        Assert.That(core.Transport.Sent, Is.Not.Empty);
        if (hixie)
            Assert.That(core.Transport.Sent, Is.EqualTo(new byte[] { 0xFF, 0x00 }));
        else
            Assert.That(core.Sent.Single(sent => sent.Opcode == 0x8).CloseCode, Is.EqualTo(1008));
        Assert.That(core.Log.Lines, Has.Some.Contains("has not ended in 30 s"));
        Assert.That(counters.Sum("wharf.frames.timed_out"), Is.Positive);
        await core.EndAsync();
        Assert.That(handler.Calls[^1], Is.EqualTo("disconnect 1008"));
    }

    [TestCaseSource(nameof(Names))]
    public void Without_the_limit_a_frame_may_take_for_ever(string where)
    {
        var (_, hixie, atOnce, frame) = Trickles.Single(trickle => trickle.Name == where);
        var core = Open(new RecordingHandler(), hixie, new Limits().FrameSeconds);
        core.Receive(atOnce);
        foreach (var octet in frame[..10])
        {
            core.Receive(octet);
            Pass(core, 1000);
        }
        Assert.That(core.Connection.IsClosing, Is.False);
    }

    [Test]
    public void A_client_may_take_its_time_between_frames_and_between_fragments()
    {
        var handler = new RecordingHandler();
        var core = Open(handler, hixie: false, Seconds);
        foreach (var frame in new[] { ClientFrame.Text("a"), ClientFrame.Text("b", final: false), ClientFrame.Continuation("", final: false), ClientFrame.Ping("?"), ClientFrame.Continuation("c", final: true) })
        {
            core.Receive(frame[..3]);
            Pass(core, Seconds - 1);
            core.Receive(frame[3..]);
            Pass(core, 10 * Seconds);
        }
        Assert.That(core.Connection.IsClosing, Is.False);
        Assert.That(handler.Calls, Is.EqualTo(new[] { "connect", "text a", "text bc" }));
    }

    [Test]
    public void Each_frame_has_its_own_time_though_every_receive_ends_inside_one([Values] bool fragments, [Values] bool hixie)
    {
        var handler = new RecordingHandler();
        var core = Open(handler, hixie, Seconds);
        var frame = hixie ? [0x00, .. new byte[100], 0xFF] : fragments ? ClientFrame.Continuation(new string('x', 100), final: false) : ClientFrame.Text(new string('x', 100));
        if (fragments && !hixie)
            core.Receive(ClientFrame.Text("", final: false));
        core.Receive(frame[..50]);
        for (var i = 0; i < 20; i++)
        {
            Pass(core, Seconds - 1);
            core.Receive([.. frame[50..], .. frame[..50]]);
        }
        Assert.That(core.Connection.IsClosing, Is.False);
        Pass(core, Seconds + 1);
        Assert.That(core.Connection.IsClosing);
    }

    [Test]
    public void While_reading_waits_for_the_handler_it_is_not_the_peer_that_is_slow()
    {
        var gate = new TaskCompletionSource();
        var core = Open(new RecordingHandler { OnMessage = (_, _) => new ValueTask(gate.Task) }, hixie: false, Seconds, readAheadBytes: 1);
        core.Receive([.. ClientFrame.Text("busy"), .. ClientFrame.Binary(new byte[100])[..50]]);
        Assert.That(core.Connection.IsPaused);
        Pass(core, 10 * Seconds);
        Assert.That(core.Connection.IsClosing, Is.False);
        gate.SetResult();
        core.Receive();
        Pass(core, Seconds);
        Assert.That(core.Connection.IsClosing, Is.False);
        Pass(core, 1);
        Assert.That(core.Connection.IsClosing);
    }

    private static IEnumerable<string> Names => Trickles.Select(trickle => trickle.Name);

    private static ConnectionUnderTest Open(RecordingHandler handler, bool hixie, int frameSeconds, int readAheadBytes = 1000)
    {
        var limits = new Limits { FrameSeconds = frameSeconds, ReadAheadBytes = readAheadBytes };
        var codec = hixie ? new Hixie76Adapter().CreateCodec(new AcceptedHandshake(), new CodecLimits { MessageBytes = limits.MessageBytes, MessageFragments = 1 }) : null;
        var core = new ConnectionUnderTest(handler, limits, codec, keepAlive: new KeepAlive { PingSeconds = 0 }, callbacks: new CallbackLimits { CallbackSeconds = 3600 });
        core.Connection.Open();
        return core;
    }

    private static void Pass(ConnectionUnderTest core, int seconds)
    {
        for (var i = 0; i < seconds; i++)
            core.Time.Advance(TimeSpan.FromSeconds(1));
    }
}
