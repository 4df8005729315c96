using Host.Plugins;

namespace Host.Tests.Plugins;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class GenerationTests
{
    private readonly Generation _generation = new("Plugin", 3);

    [Test]
    public void It_is_called_by_plugin_and_number() => Assert.That(_generation.ToString(), Is.EqualTo("Plugin#3"));

    [Test]
    public void It_ends_when_it_is_closed_and_the_last_lease_was_given_back()
    {
        Assert.That(_generation.TryLease() && _generation.TryLease());
        _generation.Close();
        _generation.Release();
        Assert.That((_generation.Leases, _generation.Ended.IsCompleted), Is.EqualTo((1, false)));

        _generation.Release();

        Assert.That((_generation.Leases, _generation.Ended.IsCompleted), Is.EqualTo((0, true)));
    }

    [Test]
    public void It_does_not_end_for_want_of_leases_alone()
    {
        _generation.TryLease();
        _generation.Release();
        Assert.That((_generation.IsClosed, _generation.Ended.IsCompleted), Is.EqualTo((false, false)));

        _generation.Close();

        Assert.That((_generation.IsClosed, _generation.Ended.IsCompleted), Is.EqualTo((true, true)));
    }

    [Test]
    public void Closed_it_gives_no_lease()
    {
        _generation.Close();

        Assert.That((_generation.TryLease(), _generation.Leases), Is.EqualTo((false, 0)));
    }

    [Test]
    public void A_connection_has_the_leases_of_both_its_plugins_or_none([Values] bool closed)
    {
        var adapter = new Generation("Adapter", 1);
        if (closed)
            adapter.Close();

        Assert.That(PluginLease.TryTake(adapter, _generation, out var lease), Is.EqualTo(!closed));
        Assert.That((adapter.Leases, _generation.Leases), Is.EqualTo(closed ? (0, 0) : (1, 1)));
        lease?.Release();
        Assert.That((adapter.Leases, _generation.Leases), Is.EqualTo((0, 0)));
    }

    [Test]
    public void A_plugin_that_is_both_counts_a_connection_once()
    {
        PluginLease.TryTake(_generation, _generation, out var lease);
        Assert.That(_generation.Leases, Is.EqualTo(1));

        lease!.Value.Release();

        Assert.That(_generation.Leases, Is.Zero);
    }

    // Whoever got a lease is waited for; whoever did not is not.
    [Test]
    public async Task Leases_and_the_end_agree_whatever_the_order()
    {
        for (var i = 0; i < 200; i++)
        {
            var generation = new Generation("Plugin", i);
            var held = 0;
            var users = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            {
                while (generation.TryLease())
                {
                    Interlocked.Increment(ref held);
                    Assert.That(generation.Ended.IsCompleted, Is.False);
                    Interlocked.Decrement(ref held);
                    generation.Release();
                }
            })).ToList();
            generation.Close();
            await generation.Ended;
            Assert.That(Volatile.Read(ref held), Is.Zero);
            await Task.WhenAll(users);
        }
    }
}
