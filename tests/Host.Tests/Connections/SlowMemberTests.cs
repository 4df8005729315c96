using System.Globalization;
using Abstractions;
using Host.Configuration;
using Host.Connections;

namespace Host.Tests.Connections;

/// <summary>Members of a group that do not read as fast as it sends.</summary>
public sealed class SlowMemberTests
{
    private static readonly ConnectionGroups Groups = new();

    [Test]
    public async Task A_member_that_does_not_read_is_disconnected_with_1008_and_nobody_waits_for_it()
    {
        var group = Groups.Create();
        var handler = new RecordingHandler();
        var slow = Open(new Limits { SendQueueBytes = 10_000 }, handler);
        var quick = Open();
        group.Add(slow.Connection);
        group.Add(quick.Connection);
        slow.Transport.Block();
        for (var i = 0; i < 100; i++)
            group.Send(new string('x', 1000));
        Assert.That(quick.SentTexts, Has.Count.EqualTo(100));
        Assert.That(slow.Connection.Aborted.IsCancellationRequested);
        slow.Transport.Unblock();
        Assert.That(slow.SentTexts, Has.Count.LessThan(11));
        Assert.That(slow.Sent[^1].CloseCode, Is.EqualTo(1008));
        await slow.EndAsync();
        Assert.That(handler.Calls[^1], Is.EqualTo("disconnect 1008"));
        Assert.That(group.Count, Is.EqualTo(1));
    }

    [Test]
    public void A_slow_member_of_a_group_that_drops_sees_the_newest_in_order()
    {
        var group = Groups.Create(SlowMemberPolicy.DropOldest);
        var slow = Open(new Limits { SendQueueBytes = 20_000 });
        group.Add(slow.Connection);
        slow.Transport.Block();
        for (var i = 0; i < 1000; i++)
        {
            group.Send($"{i:D4} {new string('y', i % 700)}");
            if (i % 100 == 50)
                slow.Receive(ClientFrame.Ping($"{i}"));
        }
        slow.Transport.Unblock();
        var numbers = slow.SentTexts.Select(text => int.Parse(text[..4], CultureInfo.InvariantCulture)).ToList();
        Assert.That(numbers, Is.Ordered.Ascending);
        Assert.That(numbers[^1], Is.EqualTo(999), "the newest is never the one dropped");
        Assert.That(numbers, Has.Count.GreaterThan(20).And.Count.LessThan(200));
        var pongs = slow.Sent.Where(frame => frame.Opcode == 0xA).Select(frame => int.Parse(frame.Text, CultureInfo.InvariantCulture)).ToList();
        Assert.That(pongs, Is.Ordered.Ascending);
        Assert.That(pongs, Has.Count.GreaterThan(3), "control frames that are queued are not dropped with the data around them");
        Assert.That(pongs[^1], Is.EqualTo(950));
        Assert.That(slow.Connection.Aborted.IsCancellationRequested, Is.False);
    }

    [Test]
    public void The_newest_is_not_the_one_dropped_though_chunks_have_been_sent_in_part()
    {
        var group = Groups.Create(SlowMemberPolicy.DropOldest);
        var slow = Open(new Limits { SendQueueBytes = 20_000 });
        group.Add(slow.Connection);
        slow.Transport.Block();
        for (var i = 0; i < 300; i++)
        {
            Assert.That(group.Send($"{i:D4} {new string('y', i * 37 % 3000)}"), Is.EqualTo(1));
            if (i % 10 == 5)
                slow.Transport.UnblockOne();
        }
        Assert.That(group.Send(new string('z', 30_000)), Is.EqualTo(1), "larger than the queue, and the newest all the same");
        slow.Transport.Unblock();
        Assert.That(slow.SentTexts[^1], Has.Length.EqualTo(30_000));
        Assert.That(slow.SentTexts.SkipLast(1).Select(text => int.Parse(text[..4], CultureInfo.InvariantCulture)), Is.Ordered.Ascending.And.Unique);
    }

    [TestCase(SlowMemberPolicy.Disconnect)]
    [TestCase(SlowMemberPolicy.DropOldest)]
    public void What_is_held_back_for_the_others_of_its_receive_makes_nobody_slow(SlowMemberPolicy policy)
    {
        var group = Groups.Create(policy);
        var member = Open(new Limits { SendQueueBytes = 1000 }, new RecordingHandler
        {
            OnMessage = (_, _) =>
            {
                for (var i = 0; i < 100; i++)
                    group.Send($"{i} {new string('x', 300)}");
                return ValueTask.CompletedTask;
            },
        });
        group.Add(member.Connection);
        member.Receive(ClientFrame.Text("go"));
        Assert.That(member.SentTexts, Has.Count.EqualTo(100));
        Assert.That(member.Connection.IsClosing, Is.False);
    }

    private static ConnectionUnderTest Open(Limits? limits = null, RecordingHandler? handler = null)
    {
        var core = new ConnectionUnderTest(handler ?? new RecordingHandler(), limits);
        core.Connection.Open();
        return core;
    }
}
