using Contracts;
using Host.Sockets;
using Host.Tests.Listening;

namespace Host.Tests.Sockets;

/// <summary>A loop serves its sources one after the other, and a call that does not come back holds up nobody else.</summary>
[Platform("Linux")]
public sealed class SocketLoopTests
{
    private FakeTimeProvider _time = null!;
    private LoopWatch _watch = null!;
    private SocketLoop _loop = null!;
    private TaskCompletionSource _gate = null!;
    private CancellationTokenSource _hang = null!;

    [SetUp]
    public void Make()
    {
        _time = new FakeTimeProvider();
        _watch = new LoopWatch(_time);
        _loop = new SocketLoop("test", new ReceiveBuffers(), _watch);
        _watch.Watch([_loop]);
        _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _hang = new CancellationTokenSource(RawClient.HangLimit);
    }

    [TearDown]
    public void End()
    {
        _gate.TrySetResult();
        _loop.Dispose();
        _watch.Dispose();
        _hang.Dispose();
    }

    [Test]
    public async Task What_is_asked_for_is_done_once_however_often_it_is_asked_for()
    {
        var first = new FakeSource(_loop, _ => _gate.Task.Wait());
        var second = new FakeSource(_loop);
        first.Post(Work.Wake);
        await first.WaitForCallAsync();
        for (var i = 0; i < 10; i++)
        {
            second.Post(Work.Wake);
            second.Post(Work.Resume);
        }
        _gate.TrySetResult();
        await second.WaitForCallAsync();
        second.Post(Work.Drained);
        await second.WaitForCallAsync();
        Assert.That(second.Done, Is.EqualTo((Work[])[Work.Wake | Work.Resume, Work.Drained]));
    }

    [Test]
    public async Task A_call_that_does_not_come_back_holds_up_no_other_source()
    {
        var blocked = new FakeSource(_loop, _ => _gate.Task.Wait());
        var neighbour = new FakeSource(_loop);
        blocked.Post(Work.Wake);
        neighbour.Post(Work.Wake);
        await blocked.WaitForCallAsync();
        await TakeAwayAsync();

        await neighbour.WaitForCallAsync();
        for (var i = 0; i < 1000; i++)
        {
            neighbour.Post(Work.Resume);
            await neighbour.WaitForCallAsync();
        }
        Assert.That(blocked.Done, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Of_a_blocked_source_only_the_way_out_is_served_and_the_rest_when_its_thread_comes_back()
    {
        var first = true;
        var blocked = new FakeSource(_loop, _ =>
        {
            if (first)
                _gate.Task.Wait();
            first = false;
        });
        blocked.Post(Work.Wake);
        await blocked.WaitForCallAsync();
        await TakeAwayAsync();

        blocked.Post(Work.Resume);
        blocked.Post(Work.Flush);
        await blocked.WaitForCallAsync();
        blocked.Post(Work.Flush);
        await blocked.WaitForCallAsync();
        blocked.Post(Work.Abort);
        await blocked.WaitForCallAsync();
        Assert.That(blocked.DoneWhileAway, Is.EqualTo((Work[])[Work.Flush, Work.Flush, Work.Abort]));
        Assert.That(blocked.IsAway);

        _gate.TrySetResult();
        await blocked.WaitForCallAsync();
        Assert.That(blocked.Done, Is.EqualTo((Work[])[Work.Wake, Work.Resume | Work.Abort]));
        Assert.That(blocked.IsAway, Is.False);
    }

    [Test]
    public async Task Several_may_be_blocked_at_once_and_each_comes_back()
    {
        var blocked = Enumerable.Range(0, 5).Select(_ => new FakeSource(_loop, work =>
        {
            if (work == Work.Wake)
                _gate.Task.Wait();
        })).ToList();
        var neighbour = new FakeSource(_loop);
        foreach (var source in blocked)
        {
            source.Post(Work.Wake);
            await source.WaitForCallAsync();
            await TakeAwayAsync();
            neighbour.Post(Work.Wake);
            await neighbour.WaitForCallAsync();
        }
        _gate.TrySetResult();
        foreach (var source in blocked)
        {
            source.Post(Work.Resume);
            do
                await source.WaitForCallAsync();
            while (!source.Done.Contains(Work.Resume));
        }
        Assert.That(blocked.Select(source => source.IsAway), Is.All.False);
    }

    [Test]
    public async Task A_loop_whose_calls_come_back_keeps_its_thread()
    {
        Thread? before = null;
        Thread? after = null;
        var source = new FakeSource(_loop, work => (work == Work.Wake ? ref before : ref after) = Thread.CurrentThread);
        source.Post(Work.Wake);
        await source.WaitForCallAsync();
        for (var i = 0; i < 10; i++)
            _loop.Look(LoopWatch.Interval);
        source.Post(Work.Resume);
        await source.WaitForCallAsync();
        Assert.That(after, Is.SameAs(before).And.Not.Null);
    }

    [Test]
    public async Task The_watch_rests_while_the_loop_does_and_takes_it_away_within_two_intervals()
    {
        // From the start on the loop has been at work once.
        for (var i = 0; i < 3; i++)
            _time.Advance(LoopWatch.Interval);
        var blocked = new FakeSource(_loop, _ => _gate.Task.Wait());
        var neighbour = new FakeSource(_loop);
        blocked.Post(Work.Wake);
        await blocked.WaitForCallAsync();
        neighbour.Post(Work.Wake);
        for (var i = 0; i < 2; i++)
        {
            await _time.WaitForTimerAsync(LoopWatch.Interval, _hang.Token);
            _time.Advance(LoopWatch.Interval);
        }
        await neighbour.WaitForCallAsync();
    }

    [Test]
    public async Task What_one_call_leaves_in_the_context_the_next_does_not_find()
    {
        var local = new AsyncLocal<string?>();
        var found = new List<object?>();
        var source = new FakeSource(_loop, _ =>
        {
            found.AddRange(local.Value, SynchronizationContext.Current);
            local.Value = "left behind";
            SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
        });
        foreach (var work in (Work[])[Work.Wake, Work.Resume])
        {
            source.Post(work);
            await source.WaitForCallAsync();
        }
        Assert.That(found, Is.All.Null);
    }

    [Test]
    public async Task What_was_asked_for_before_the_end_is_done()
    {
        var first = new FakeSource(_loop, _ => _gate.Task.Wait());
        var second = new FakeSource(_loop);
        first.Post(Work.Wake);
        await first.WaitForCallAsync();
        second.Post(Work.Abort);
        _loop.Dispose();
        _gate.TrySetResult();
        await second.WaitForCallAsync();
    }

    // The first look sees the call, the second sees it again.
    private Task TakeAwayAsync() => Task.Run(() =>
    {
        _loop.Look(LoopWatch.Interval);
        Assert.That(_loop.Look(LoopWatch.Interval), Is.True);
    });
}
