using Abstractions;
using Host.Connections;

namespace Host.Tests.Connections;

public sealed class GroupTests
{
    private static readonly ConnectionGroups Groups = new();

    [Test]
    public void A_message_reaches_every_member_and_says_how_many()
    {
        var group = Groups.Create();
        var members = Enumerable.Range(0, 3).Select(_ => Open()).ToList();
        members.ForEach(member => group.Add(member.Connection));
        Assert.That(group.Send("hello"), Is.EqualTo(3));
        Assert.That(members.Select(member => member.SentTexts.Single()), Is.All.EqualTo("hello"));
    }

    [Test]
    public void A_member_is_added_once_and_removed_once()
    {
        var group = Groups.Create();
        var member = Open();
        Assert.That(group.Add(member.Connection));
        Assert.That(group.Add(member.Connection), Is.False);
        Assert.That(group.Count, Is.EqualTo(1));
        Assert.That(group.Remove(member.Connection));
        Assert.That(group.Remove(member.Connection), Is.False);
        Assert.That(group.Send("nobody is there"), Is.Zero);
        Assert.That(member.Sent, Is.Empty);
    }

    [Test]
    public async Task A_connection_that_ends_leaves_its_groups_before_its_disconnect_call_and_cannot_come_back()
    {
        var group = Groups.Create();
        var countAtDisconnect = -1;
        var member = Open(handler: new RecordingHandler
        {
            OnDisconnect = (_, _) =>
            {
                countAtDisconnect = group.Count;
                return ValueTask.CompletedTask;
            },
        });
        group.Add(member.Connection);
        await member.EndAsync();
        Assert.That(countAtDisconnect, Is.Zero);
        Assert.That(group.Add(member.Connection), Is.False);
    }

    [Test]
    public void A_member_that_is_closing_does_not_count()
    {
        var group = Groups.Create();
        var (closing, open) = (Open(), Open());
        group.Add(closing.Connection);
        group.Add(open.Connection);
        closing.Receive(ClientFrame.Close());
        Assert.That(group.Send("x"), Is.EqualTo(1));
    }

    [Test]
    public void A_message_is_encoded_once_for_all_codecs_of_a_key()
    {
        var key = new object();
        var codecs = Enumerable.Range(0, 4).Select(i => new CountingCodec(i < 3 ? key : null)).ToList();
        var group = Groups.Create();
        foreach (var codec in codecs)
            group.Add(Open(codec: codec).Connection);
        Assert.That(group.Send("shared"), Is.EqualTo(4));
        Assert.That(codecs.Take(3).Sum(codec => codec.Written), Is.EqualTo(1));
        Assert.That(codecs[3].Written, Is.EqualTo(1));
    }

    [Test]
    public void Binary_goes_out_as_base64_where_the_revision_has_none_and_the_route_says_so()
    {
        var group = Groups.Create();
        var (refuses, converts) = (Open(codec: new CountingCodec(null)), Open(codec: new CountingCodec(null), binaryAsBase64: true));
        group.Add(refuses.Connection);
        group.Add(converts.Connection);
        Assert.That(group.Send(Message.FromBinary(new byte[] { 1, 2, 3, 4 })), Is.EqualTo(1));
        Assert.That(converts.Transport.Sent, Is.EqualTo("AQIDBA=="u8.ToArray()));
        Assert.That(refuses.Connection.CanSend(MessageKind.Binary), Is.False);
        Assert.That(converts.Connection.CanSend(MessageKind.Binary));
        Assert.That(async () => await refuses.Connection.SendAsync(Message.FromBinary(new byte[1])), Throws.InvalidOperationException.With.Message.Contains("rfc6455"));
    }

    [Test]
    public void A_codec_that_throws_loses_its_own_connection_and_not_the_message_of_the_others()
    {
        var group = Groups.Create();
        var broken = Open(codec: new CountingCodec(null) { Throws = true });
        var fine = Open();
        group.Add(broken.Connection);
        group.Add(fine.Connection);
        Assert.That(group.Send("still"), Is.EqualTo(1));
        Assert.That(fine.SentTexts, Is.EqualTo(new[] { "still" }));
        Assert.That(broken.Connection.IsFailed);
    }

    [Test]
    public async Task All_members_see_concurrent_messages_in_one_order()
    {
        var group = Groups.Create();
        var members = Enumerable.Range(0, 10).Select(_ => Open()).ToList();
        members.ForEach(member => group.Add(member.Connection));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(sender => Task.Run(() =>
        {
            for (var i = 0; i < 500; i++)
                group.Send($"{sender} {i}");
        })));
        var order = members[0].SentTexts;
        Assert.That(order, Has.Count.EqualTo(2000));
        Assert.That(members.Select(member => member.SentTexts), Is.All.EqualTo(order));
    }

    [Test]
    public async Task Two_thousand_joining_and_leaving_at_random_leave_the_group_empty_and_collectable()
    {
        var (group, members) = await JoinAndLeaveAsync();
        Assert.That(group.Count, Is.Zero);
        for (var i = 0; i < 10 && members.Any(member => member.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.That(members.Count(member => member.IsAlive), Is.Zero);
        GC.KeepAlive(group);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static async Task<(IConnectionGroup Group, List<WeakReference> Members)> JoinAndLeaveAsync()
    {
        var group = Groups.Create(SlowMemberPolicy.DropOldest);
        var members = new List<WeakReference>();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            var random = new Random(worker);
            for (var i = 0; i < 500; i++)
            {
                var member = Open();
                lock (members)
                    members.Add(new WeakReference(member.Connection));
                group.Add(member.Connection);
                group.Send($"{worker} {i}");
                if (random.Next(3) == 0)
                    group.Remove(member.Connection);
                if (random.Next(3) == 0)
                    member.Receive(ClientFrame.Close());
                await member.EndAsync();
            }
        })));
        return (group, members);
    }

    private static ConnectionUnderTest Open(RecordingHandler? handler = null, IFrameCodec? codec = null, bool binaryAsBase64 = false)
    {
        var core = new ConnectionUnderTest(handler ?? new RecordingHandler(), codec: codec, binaryAsBase64: binaryAsBase64);
        core.Connection.Open();
        return core;
    }
}
