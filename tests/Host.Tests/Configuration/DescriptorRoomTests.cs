using Host.Configuration;

namespace Host.Tests.Configuration;

public sealed class DescriptorRoomTests
{
    private int _limit = 1000;
    private int _asked;
    private DescriptorRoom _room = null!;

    [SetUp]
    public void Reset()
    {
        (_limit, _asked) = (1000, 0);
        _room = new DescriptorRoom(() =>
        {
            _asked++;
            return _limit;
        });
    }

    [Test]
    public void The_reserve_is_left_alone()
    {
        Assert.That(_room.IsEnoughAfter(1000 - DescriptorLimit.Reserve - 1));
        Assert.That(_room.IsEnoughAfter(1000 - DescriptorLimit.Reserve), Is.False);
    }

    [Test]
    public void While_there_is_room_the_system_is_asked_now_and_then_only()
    {
        for (var i = 0; i < 10 * DescriptorRoom.Uses; i++)
            Assert.That(_room.IsEnoughAfter(100));
        Assert.That(_asked, Is.EqualTo(10));
    }

    [Test]
    public void A_limit_that_was_raised_is_seen_at_once()
    {
        Assert.That(_room.IsEnoughAfter(100));
        _limit = 2000;
        Assert.That(_room.IsEnoughAfter(1500));
    }

    [Test]
    public void A_limit_that_was_lowered_is_seen_soon()
    {
        Assert.That(_room.IsEnoughAfter(500));
        _limit = 400;
        Assert.That(Enumerable.Range(0, DescriptorRoom.Uses).Select(_ => _room.IsEnoughAfter(500)), Has.Some.False);
    }
}
