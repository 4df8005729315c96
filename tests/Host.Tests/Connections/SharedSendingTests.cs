using System.Globalization;
using Abstractions;
using Host.Configuration;
using Host.Connections;

namespace Host.Tests.Connections;

/// <summary>Messages of groups are sent from the memory that they were encoded into, which goes back whatever becomes of them.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SharedSendingTests
{
    private const int Gathering = 8;

    private readonly StrictPool _pool = new();

    [Test]
    public void All_members_are_sent_from_the_same_memory([Values(1, Gathering)] int maxParts, [Values(20, 2000, 100_000)] int length)
    {
        var group = Group();
        var members = Members(10, maxParts, group);
        var rents = _pool.Rents;
        Assert.That(group.Send(Text(1, length)), Is.EqualTo(10));
        Assert.That(members.Select(member => member.SentTexts.Single()), Is.All.EqualTo(Text(1, length)));
        Assert.That(_pool.Rents - rents, Is.EqualTo(1), "encoded once");
        var array = members[0].Transport.Arrays.Single().Single();
        Assert.That(members.Select(member => member.Transport.Arrays.Single().Single()), Is.All.SameAs(array));
        Assert.That(_pool.Rented, Is.Zero);
    }

    [Test]
    public void What_waits_goes_out_in_one_send_where_the_transport_gathers()
    {
        var group = Group();
        var members = Members(5, Gathering, group);
        members.ForEach(member => member.Connection.CorkSends());
        members.ForEach(member => AssertSent(member.Connection.SendAsync("own")));
        group.Send(Text(1, 2000));
        group.Send(Text(2, 3000));
        group.Send(Text(3, 20));
        group.Send(Text(4, 20));
        members.ForEach(member => member.Connection.UncorkSends());
        foreach (var member in members)
        {
            Assert.That(member.SentTexts, Is.EqualTo(new[] { "own", Text(1, 2000), Text(2, 3000), Text(3, 20), Text(4, 20) }));
            var arrays = member.Transport.Arrays.Single();
            Assert.That(arrays, Has.Length.EqualTo(4), "the small ones are copied into one chunk");
            Assert.That(arrays[1..3], Is.EqualTo(members[0].Transport.Arrays.Single()[1..3]).Using<byte[]>(ReferenceEquals));
            Assert.That(arrays[3], Is.Not.SameAs(members[0].Transport.Arrays.Single()[1]));
        }
        Assert.That(_pool.Rented, Is.Zero);
    }

    [Test]
    public void Small_ones_that_wait_together_cost_one_send_whatever_the_transport([Values(1, Gathering)] int maxParts)
    {
        var group = Group();
        var member = Members(1, maxParts, group).Single();
        member.Connection.CorkSends();
        for (var i = 0; i < 10; i++)
            group.Send(Text(i, 300));
        Assert.That(_pool.Rented, Is.Zero, "they are copied");
        member.Connection.UncorkSends();
        Assert.That(Numbers(member), Is.EqualTo(Enumerable.Range(0, 10)));
        Assert.That(member.Transport.Arrays.Single(), Has.Length.EqualTo(1));
    }

    [TestCase(Gathering, 64 * 1024, new[] { 1, 4, 4, 3 }, Description = "a quarter of the queue")]
    [TestCase(3, 1024 * 1024, new[] { 1, 3, 3, 3, 2 }, Description = "as many as the transport takes")]
    [TestCase(1, 1024 * 1024, new[] { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 }, Description = "no gathering")]
    public void A_send_has_as_many_parts_as_the_transport_takes_and_leaves_most_of_the_queue(int maxParts, int queueBytes, int[] parts)
    {
        var group = Group();
        var member = Members(1, maxParts, group, queueBytes).Single();
        member.Transport.Block();
        for (var i = 0; i < 12; i++)
            group.Send(Text(i, 4092));
        while (member.Transport.Arrays.Sum(arrays => arrays.Length) < 12)
            member.Transport.UnblockOne();
        Assert.That(_pool.Rented, Is.EqualTo(parts[^1]), "those under way");
        member.Transport.Unblock();
        Assert.That(member.Transport.Arrays.Select(arrays => arrays.Length), Is.EqualTo(parts));
        Assert.That(Numbers(member), Is.EqualTo(Enumerable.Range(0, 12)));
        Assert.That(_pool.Rented, Is.Zero);
    }

    [Test]
    public void A_large_message_that_is_sent_in_parts_is_held_until_the_last([Values(1, Gathering)] int maxParts)
    {
        var group = Group();
        var members = Members(3, maxParts, group);
        members[0].Transport.Block();
        group.Send(Text(1, 600_000));
        for (var part = 0; part < 3; part++)
        {
            Assert.That(_pool.Rented, Is.EqualTo(1));
            members[0].Transport.UnblockOne();
        }
        Assert.That(members[0].Transport.Sends, Is.EqualTo(3));
        Assert.That(_pool.Rented, Is.Zero);
        Assert.That(members.Select(member => member.SentTexts.Single()), Is.All.EqualTo(Text(1, 600_000)));
    }

    [Test]
    public void What_is_dropped_is_let_go_of_at_once([Values(1, Gathering)] int maxParts)
    {
        var group = Group(SlowMemberPolicy.DropOldest);
        var member = Members(1, maxParts, group, 20_000).Single();
        member.Transport.Block();
        for (var i = 0; i < 100; i++)
        {
            group.Send(Text(i, 4992));
            member.Receive(ClientFrame.Ping($"{i}"));
        }
        Assert.That(_pool.Rented, Is.LessThanOrEqualTo(20_000 / 4992));
        member.Transport.Unblock();
        Assert.That(Numbers(member), Is.EqualTo(new[] { 0, 98, 99 }), "the first one was under way");
        Assert.That(_pool.Rented, Is.Zero);
    }

    [Test]
    public void What_a_failed_connection_held_is_let_go_of([Values(1, Gathering)] int maxParts)
    {
        var group = Group();
        var members = Members(2, maxParts, group);
        members[0].Transport.Block();
        for (var i = 0; i < 10; i++)
            group.Send(Text(i, 5000));
        members[0].Transport.UnblockOne();
        Assert.That(_pool.Rented, Is.EqualTo(9));
        members[0].Transport.Abort();
        Assert.That(_pool.Rented, Is.Zero);
        Assert.That(group.Send(Text(10, 5000)), Is.EqualTo(1));
        Assert.That(Numbers(members[1]), Is.EqualTo(Enumerable.Range(0, 11)));
    }

    [Test]
    public async Task What_waits_before_a_close_frame_is_sent_and_let_go_of([Values(1, Gathering)] int maxParts)
    {
        var group = Group();
        var member = Members(1, maxParts, group).Single();
        member.Transport.Block();
        for (var i = 0; i < 10; i++)
            group.Send(Text(i, 5000));
        await member.Connection.CloseAsync();
        Assert.That(group.Send(Text(10, 5000)), Is.Zero);
        member.Transport.Unblock();
        Assert.That(Numbers(member), Is.EqualTo(Enumerable.Range(0, 10)));
        Assert.That(member.Sent[^1].CloseCode, Is.EqualTo(1000));
        Assert.That(_pool.Rented, Is.Zero);
    }

    [Test]
    public void A_codec_that_throws_in_the_middle_leaves_nothing_rented()
    {
        var group = Group();
        var broken = new ConnectionUnderTest(new RecordingHandler(), codec: new CountingCodec(new object()) { Throws = true, ThrowsAfter = 100 });
        broken.Connection.Open();
        group.Add(broken.Connection);
        var fine = Members(1, Gathering, group).Single();
        Assert.That(group.Send(Text(1, 5000)), Is.EqualTo(1));
        Assert.That(Numbers(fine), Is.EqualTo(new[] { 1 }));
        Assert.That(_pool.Rented, Is.Zero);
    }

    [Test]
    public void A_slow_member_meets_the_policy_of_its_group_and_nobody_elses([Values(1, Gathering)] int maxParts)
    {
        var (strict, lenient) = (Group(), Group(SlowMemberPolicy.DropOldest));
        var quick = Members(3, maxParts, strict);
        quick.ForEach(member => lenient.Add(member.Connection));
        var disconnected = Members(1, maxParts, strict, 20_000).Single();
        var dropping = Members(1, maxParts, lenient, 20_000).Single();
        disconnected.Transport.Block();
        dropping.Transport.Block();
        for (var i = 0; i < 100; i++)
            (i % 2 == 0 ? strict : lenient).Send(Text(i, 40 + (i * 997 % 3000)));
        disconnected.Transport.Unblock();
        dropping.Transport.Unblock();

        foreach (var member in quick)
            Assert.That(Numbers(member), Is.EqualTo(Enumerable.Range(0, 100)));
        Assert.That(disconnected.Sent[^1].CloseCode, Is.EqualTo(1008));
        var before = Numbers(disconnected);
        Assert.That(before, Has.Count.InRange(5, 49).And.EqualTo(Enumerable.Range(0, before.Count).Select(i => 2 * i)));
        Assert.That(Numbers(dropping), Is.Ordered.Ascending.And.Unique);
        Assert.That(Numbers(dropping)[^1], Is.EqualTo(99));
        Assert.That(Numbers(dropping), Has.Count.InRange(5, 49));
        Assert.That(dropping.Connection.IsClosing, Is.False);
        Assert.That(_pool.Rented, Is.Zero);
    }

    [Test]
    public async Task Several_senders_and_a_transport_on_other_threads_lose_nothing_and_keep_nothing([Values(1, 3, Gathering)] int maxParts)
    {
        const int Count = 500;
        var (strict, lenient) = (Group(), Group(SlowMemberPolicy.DropOldest));
        var patient = Members(3, maxParts, strict, int.MaxValue);
        var dropping = Members(3, maxParts, lenient, 30_000);
        var slow = patient.Concat(dropping).ToList();
        slow.ForEach(member => member.Transport.Block());
        var sending = Task.WhenAll(Enumerable.Range(0, 4).Select(sender => Task.Run(() =>
        {
            var random = new Random(sender);
            for (var i = 0; i < Count; i++)
            {
                var text = Text(i, 50 + (random.Next(3) == 0 ? random.Next(9000) : random.Next(200)), sender);
                strict.Send(text);
                lenient.Send(text);
                if (i % 10 == 0)
                    slow[random.Next(slow.Count)].Connection.OnControlFrame(new Frame(FrameKind.Ping, new byte[4]));
            }
        })));
        while (!sending.IsCompleted)
            slow.ForEach(member => member.Transport.UnblockOne());
        await sending;
        slow.ForEach(member => member.Transport.Unblock());
        // A send that completes just before the queue waits for it goes on in the thread pool.
        foreach (var member in slow)
            await member.EndAsync();

        Assert.That(_pool.Rented, Is.Zero);
        foreach (var member in patient)
            Assert.That(member.SentTexts, Has.Count.EqualTo(4 * Count).And.EqualTo(patient[0].SentTexts));
        foreach (var bySender in slow.SelectMany(member => member.SentTexts.GroupBy(text => text[5])))
            Assert.That(bySender.Select(Number), Is.Ordered.Ascending.And.Unique);
        foreach (var text in slow.SelectMany(member => member.SentTexts))
            Assert.That(text[6..], Is.All.EqualTo('x'));
    }

    private static void AssertSent(ValueTask send) => Assert.That(send.IsCompletedSuccessfully);

    private static string Text(int number, int length, int sender = 0) => $"{number:D4} {sender}".PadRight(length, 'x');

    private static int Number(string text) => int.Parse(text[..4], CultureInfo.InvariantCulture);

    private static List<int> Numbers(ConnectionUnderTest core) => [.. core.SentTexts.Select(Number)];

    private ConnectionGroup Group(SlowMemberPolicy policy = SlowMemberPolicy.Disconnect) => new(policy, _pool);

    private static List<ConnectionUnderTest> Members(int count, int maxParts, ConnectionGroup group, int queueBytes = 1024 * 1024)
    {
        var members = Enumerable.Range(0, count)
            .Select(_ => new ConnectionUnderTest(new RecordingHandler(), new Limits { SendQueueBytes = queueBytes }, transport: new MemoryTransport { MaxParts = maxParts })).ToList();
        members.ForEach(member => member.Connection.Open());
        members.ForEach(member => group.Add(member.Connection));
        return members;
    }
}
