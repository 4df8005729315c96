using Abstractions;

namespace Contracts.Tests;

/// <summary>The groups in memory keep to what the port says of groups.</summary>
public sealed class FakeConnectionGroupsTests
{
    private readonly IConnectionGroup _group = new FakeConnectionGroups().Create();

    [Test]
    public void A_message_is_sent_when_the_send_returns_and_its_payload_may_be_reused()
    {
        using var member = new FakeConnection();
        byte[] payload = [1, 2];
        Assert.That(_group.Add(member));

        Assert.That(_group.Send(Message.FromBinary(payload)), Is.EqualTo(1));
        payload[0] = 9;

        Assert.That(member.Sent.Single().Payload.ToArray(), Is.EqualTo((byte[])[1, 2]));
        Assert.That(_group.Remove(member));
    }

    [Test]
    public void A_member_is_added_once_and_removed_once()
    {
        using var member = new FakeConnection();

        Assert.That(_group.Add(member));
        Assert.That(_group.Add(member), Is.False);
        Assert.That(_group.Count, Is.EqualTo(1));
        Assert.That(_group.Remove(member));
        Assert.That(_group.Remove(member), Is.False);
        Assert.That(_group.Send("nobody is there"), Is.Zero);
    }

    [Test]
    public void A_connection_that_has_ended_has_left_and_cannot_come_back()
    {
        using var member = new FakeConnection();
        _group.Add(member);

        member.Abort();

        Assert.That(_group.Count, Is.Zero);
        Assert.That(_group.Send("nobody is there"), Is.Zero);
        Assert.That(_group.Remove(member), Is.False);
        Assert.That(_group.Add(member), Is.False);
    }
}
