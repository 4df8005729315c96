using System.Globalization;
using Abstractions;
using Host.Configuration;

namespace Host.Tests.Connections;

/// <summary>What becomes of a message to a peer that does not read.</summary>
public sealed class SendPolicyTests
{
    [Test]
    public void DropOldest_never_waits_and_keeps_the_newest_in_order_and_every_control_frame()
    {
        using var counters = new Counters();
        var core = Open(SendPolicy.DropOldest, 20_000);
        core.Transport.Block();
        for (var i = 0; i < 1000; i++)
        {
            AssertSent(core.Connection.SendAsync($"{i:D4} {new string('y', i * 37 % 3000)}"));
            if (i % 100 == 50)
                core.Receive(ClientFrame.Ping($"{i}"));
            if (i % 30 == 7)
                core.Transport.UnblockOne();
        }
        core.Transport.Unblock();
        var numbers = Numbers(core);
        Assert.That(numbers, Is.Ordered.Ascending.And.Unique);
        Assert.That(numbers[^1], Is.EqualTo(999));
        Assert.That(numbers, Has.Count.LessThan(700));
        var pongs = core.Sent.Where(frame => frame.Opcode == 0xA).Select(frame => int.Parse(frame.Text, CultureInfo.InvariantCulture)).ToList();
        Assert.That(pongs, Is.Ordered.Ascending.And.Unique);
        Assert.That(pongs, Has.Count.GreaterThan(3).And.Contain(950));
        Assert.That(counters.Sum("wharf.sends.dropped"), Is.GreaterThanOrEqualTo(1000 - numbers.Count));
        Assert.That(core.Connection.IsClosing, Is.False);
    }

    [Test]
    public void DropOldest_takes_a_message_larger_than_the_queue_in_place_of_all_that_waits()
    {
        var core = Open(SendPolicy.DropOldest, 1000);
        core.Transport.Block();
        for (var i = 0; i < 5; i++)
            AssertSent(core.Connection.SendAsync($"{i:D4} {new string('x', 300)}"));
        AssertSent(core.Connection.SendAsync($"0005 {new string('x', 5000)}"));
        core.Transport.Unblock();
        Assert.That(Numbers(core), Is.EqualTo(new[] { 0, 5 }), "the first one was under way");
    }

    [Test]
    public async Task Disconnect_closes_with_1008_once_and_fails_the_send_that_found_no_room()
    {
        using var counters = new Counters();
        var handler = new RecordingHandler();
        var core = Open(SendPolicy.Disconnect, 1000, handler);
        core.Transport.Block();
        for (var i = 0; i < 3; i++)
            AssertSent(core.Connection.SendAsync($"{i:D4} {new string('x', 300)}"));
        var refused = await Task.WhenAll(Enumerable.Range(0, 8).Select(sender => Task.Run(() =>
            Assert.ThrowsAsync<ConnectionClosedException>(async () => await core.Connection.SendAsync(new string('x', 300)))!.Reason)));
        Assert.That(refused, Is.All.EqualTo(new CloseReason(CloseCode.PolicyViolation, "too slow")));
        Assert.That(core.Connection.Aborted.IsCancellationRequested);
        Assert.That(counters.Sum("wharf.sends.disconnected"), Is.EqualTo(1));
        core.Transport.Unblock();
        Assert.That(Numbers(core), Is.EqualTo(new[] { 0, 1, 2 }));
        Assert.That(core.Sent[^1].CloseCode, Is.EqualTo(1008));
        await core.EndAsync();
        Assert.That(handler.Calls[^1], Is.EqualTo("disconnect 1008"));
    }

    [Test]
    public void A_message_larger_than_the_queue_is_sent_to_a_peer_that_has_read_everything([Values] SendPolicy policy)
    {
        var core = Open(policy, 10);
        AssertSent(core.Connection.SendAsync("small"));
        AssertSent(core.Connection.SendAsync(new string('x', 100_000)));
        AssertSent(core.Connection.SendAsync("small"));
        Assert.That(core.SentTexts.Select(text => text.Length), Is.EqualTo(new[] { 5, 100_000, 5 }));
    }

    [Test]
    public void Answers_held_back_for_the_others_of_their_receive_make_nobody_slow([Values] SendPolicy policy)
    {
        var core = Open(policy, 1000, new RecordingHandler
        {
            OnMessage = async (connection, _) =>
            {
                for (var i = 0; i < 100; i++)
                    await connection.SendAsync($"{i:D4} {new string('x', 300)}");
            },
        });
        core.Receive(ClientFrame.Text("go"));
        Assert.That(Numbers(core), Is.EqualTo(Enumerable.Range(0, 100)));
        Assert.That(core.Connection.IsClosing, Is.False);
    }

    [Test]
    public async Task DropOldest_keeps_the_order_of_each_of_many_senders()
    {
        var core = Open(SendPolicy.DropOldest, 4096);
        core.Transport.Block();
        var senders = Task.WhenAll(Enumerable.Range(0, 4).Select(sender => Task.Run(() =>
        {
            for (var i = 0; i < 1000; i++)
                AssertSent(core.Connection.SendAsync($"{i:D4} {sender} {new string('z', i * 31 % 500)}"));
        })));
        while (!senders.IsCompleted)
            core.Transport.UnblockOne();
        await senders;
        core.Transport.Unblock();
        foreach (var sender in core.SentTexts.GroupBy(text => text[5]))
            Assert.That(sender.Select(text => int.Parse(text[..4], CultureInfo.InvariantCulture)), Is.Ordered.Ascending.And.Unique);
    }

    [Test]
    public async Task After_a_close_sends_fail_and_say_why([Values] SendPolicy policy)
    {
        var core = Open(policy, 1000);
        await core.Connection.CloseAsync(4001, "over");
        var send = core.Connection.SendAsync("late");
        Assert.That(send.IsFaulted);
        Assert.That(Assert.ThrowsAsync<ConnectionClosedException>(async () => await send)!.Reason, Is.EqualTo(new CloseReason(4001, "over")));
    }

    private static List<int> Numbers(ConnectionUnderTest core) => [.. core.SentTexts.Select(text => int.Parse(text[..4], CultureInfo.InvariantCulture))];

    private static void AssertSent(ValueTask send) => Assert.That(send.IsCompletedSuccessfully, "it neither waits nor fails");

    private static ConnectionUnderTest Open(SendPolicy policy, int queueBytes, RecordingHandler? handler = null)
    {
        var core = new ConnectionUnderTest(handler ?? new RecordingHandler(), new Limits { SendQueueBytes = queueBytes }, sendPolicy: policy);
        core.Connection.Open();
        return core;
    }
}
