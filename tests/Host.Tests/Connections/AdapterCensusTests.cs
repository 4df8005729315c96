using Contracts;
using Host.Connections;

namespace Host.Tests.Connections;

public sealed class AdapterCensusTests
{
    [Test]
    public void An_adapter_that_nobody_used_was_not_seen() =>
        Assert.That(new AdapterCensus(new FakeTimeProvider())["a"], Is.EqualTo(new AdapterUse(0, 0, null, null)));

    [Test]
    public void Connections_are_counted_for_their_adapter_alone()
    {
        var time = new FakeTimeProvider();
        var census = new AdapterCensus(time);
        var start = time.GetUtcNow();

        census.Opened("a", "first");
        time.Advance(TimeSpan.FromSeconds(1));
        census.Opened("a", "second");
        time.Advance(TimeSpan.FromSeconds(1));
        census.Opened("b", "other");
        time.Advance(TimeSpan.FromSeconds(1));
        census.Ended("a");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(census.Since, Is.EqualTo(start));
            Assert.That(census["a"], Is.EqualTo(new AdapterUse(2, 1, start.AddSeconds(3), "second")));
            Assert.That(census["b"], Is.EqualTo(new AdapterUse(1, 1, start.AddSeconds(2), "other")));
        }
    }

    [Test]
    public void A_client_that_does_not_say_what_it_is_leaves_the_last_one_that_did()
    {
        var census = new AdapterCensus(new FakeTimeProvider());

        census.Opened("a", "said");
        census.Opened("a", null);

        Assert.That(census["a"].UserAgent, Is.EqualTo("said"));
    }

    [Test]
    public void Nothing_is_lost_between_threads()
    {
        var census = new AdapterCensus(TimeProvider.System);

        Parallel.For(0, 10_000, i =>
        {
            census.Opened("a", null);
            if (i % 2 == 0)
                census.Ended("a");
        });

        Assert.That((census["a"].Opened, census["a"].Open), Is.EqualTo((10_000, 5_000)));
    }
}
