using System.Globalization;
using Abstractions;
using Host.Configuration;

namespace Host.Tests.Connections;

public sealed class SendingTests
{
    [Test]
    public async Task A_send_waits_while_the_queue_is_full_and_goes_on_in_order()
    {
        var core = Open(new Limits { SendQueueBytes = 100 });
        core.Transport.Block();
        await core.Connection.SendAsync(new string('1', 60));
        await core.Connection.SendAsync(new string('2', 60));
        var third = core.Connection.SendAsync("third").AsTask();
        var fourth = core.Connection.SendAsync("fourth").AsTask();
        Assert.That(third.IsCompleted, Is.False);
        core.Transport.Unblock();
        await Task.WhenAll(third, fourth).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.That(core.SentTexts.Select(text => text[..1]), Is.EqualTo(new[] { "1", "2", "t", "f" }));
    }

    [Test]
    public async Task A_message_larger_than_the_queue_is_sent_when_there_is_room_for_anything()
    {
        var core = Open(new Limits { SendQueueBytes = 10 });
        await core.Connection.SendAsync(new string('x', 1_000_000));
        Assert.That(core.SentTexts.Single(), Has.Length.EqualTo(1_000_000));
    }

    [Test]
    public async Task A_cancelled_wait_for_room_sends_nothing()
    {
        var core = Open(new Limits { SendQueueBytes = 10 });
        core.Transport.Block();
        await core.Connection.SendAsync("fills the queue");
        using var cancellation = new CancellationTokenSource();
        var waiting = core.Connection.SendAsync("never", cancellation.Token).AsTask();
        var behind = core.Connection.SendAsync("behind it").AsTask();
        await cancellation.CancelAsync();
        Assert.That(async () => await waiting, Throws.InstanceOf<OperationCanceledException>());
        core.Transport.Unblock();
        await behind.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.That(core.SentTexts, Is.EqualTo(new[] { "fills the queue", "behind it" }));
    }

    [Test]
    public async Task After_a_close_sends_fail_and_say_why()
    {
        var core = Open();
        await core.Connection.CloseAsync(4001, "over");
        var failure = Assert.ThrowsAsync<ConnectionClosedException>(async () => await core.Connection.SendAsync("late"));
        Assert.That(failure!.Reason, Is.EqualTo(new CloseReason(4001, "over")));
    }

    [Test]
    public async Task A_failed_send_is_in_its_task_so_that_one_closed_connection_does_not_end_a_loop_over_many()
    {
        var core = Open();
        await core.Connection.CloseAsync();
        var send = core.Connection.SendAsync(Message.FromText("late"));
        Assert.That(send.IsFaulted);
    }

    [Test]
    public async Task A_revision_without_pongs_is_asked_for_none()
    {
        var handler = new RecordingHandler();
        var core = new ConnectionUnderTest(handler, codec: new OwnMemoryCodec());
        core.Connection.Open();
        core.Connection.OnControlFrame(new Frame(FrameKind.Ping, new byte[4]));
        Assert.That(core.Transport.Sent, Is.Empty);
        await core.EndAsync();
    }

    [Test]
    public async Task A_close_fails_the_sends_that_wait_and_follows_those_that_do_not()
    {
        var core = Open(new Limits { SendQueueBytes = 10 });
        core.Transport.Block();
        await core.Connection.SendAsync("already queued");
        var waiting = core.Connection.SendAsync("waits").AsTask();
        await core.Connection.CloseAsync(1000);
        Assert.That(async () => await waiting, Throws.InstanceOf<ConnectionClosedException>());
        core.Transport.Unblock();
        Assert.That(core.Sent.Select(frame => frame.Opcode), Is.EqualTo(new[] { 1, 8 }));
    }

    [Test]
    public async Task When_the_transport_fails_nobody_waits_and_the_connection_is_aborted()
    {
        var core = Open(new Limits { SendQueueBytes = 10 });
        core.Transport.Block();
        await core.Connection.SendAsync("on its way");
        var waiting = core.Connection.SendAsync("waits").AsTask();
        core.Transport.Abort();
        Assert.That(async () => await waiting.WaitAsync(TimeSpan.FromSeconds(20)), Throws.InstanceOf<ConnectionClosedException>());
        Assert.That(async () => await core.Connection.SendAsync("later"), Throws.InstanceOf<ConnectionClosedException>());
        await core.EndAsync();
    }

    [Test]
    public async Task A_peer_that_pings_and_never_reads_costs_one_pong_beyond_the_limit()
    {
        var core = Open(new Limits { SendQueueBytes = 1000 });
        core.Transport.Block();
        for (var i = 0; i < 10_000; i++)
            core.Receive(ClientFrame.Ping(i.ToString("D9", CultureInfo.InvariantCulture)));
        core.Transport.Unblock();
        Assert.That(core.Sent, Has.Count.LessThan(120));
        Assert.That(core.Sent[^1].Text, Is.EqualTo("000009999"), "the newest ping is answered");
        await core.EndAsync();
    }

    [Test]
    public async Task Concurrent_senders_keep_their_order_and_frames_stay_whole()
    {
        var core = Open(new Limits { SendQueueBytes = 4096 });
        var senders = Enumerable.Range(0, 8).Select(sender => Task.Run(async () =>
        {
            for (var i = 0; i < 2000; i++)
                await core.Connection.SendAsync($"{sender} {i} {new string('z', (i * 31) % 500)}");
        }));
        await Task.WhenAll(senders).WaitAsync(TimeSpan.FromSeconds(60));
        var bySender = core.SentTexts.Select(text => text.Split(' ')).ToLookup(parts => parts[0], parts => int.Parse(parts[1], CultureInfo.InvariantCulture));
        for (var sender = 0; sender < 8; sender++)
            Assert.That(bySender[$"{sender}"], Is.EqualTo(Enumerable.Range(0, 2000)));
    }

    [Test]
    public void A_kind_the_revision_cannot_carry_is_the_callers_mistake()
    {
        var core = new ConnectionUnderTest(new RecordingHandler(), codec: new BrokenCodec());
        Assert.That(core.Connection.CanSend(MessageKind.Binary), Is.False);
        Assert.That(async () => await core.Connection.SendAsync(Message.FromBinary(new byte[1])), Throws.InvalidOperationException.With.Message.Contains("rfc6455"));
    }

    private static ConnectionUnderTest Open(Limits? limits = null)
    {
        var core = new ConnectionUnderTest(new RecordingHandler(), limits);
        core.Connection.Open();
        return core;
    }
}
