using Abstractions;
using Host.Configuration;

namespace Host.Tests.Connections;

/// <summary>How long a closing connection is waited for, and who learns of it on which thread.</summary>
public sealed class ClosingTimeTests
{
    [Test]
    public async Task A_close_that_the_peer_never_answers_is_given_up_after_its_time()
    {
        var handler = new RecordingHandler();
        var core = Open(handler, new Limits { CloseSeconds = 5 });
        var timers = core.Time.TimerCount;
        await core.Connection.CloseAsync(1000);
        Assert.That(core.Time.TimerCount, Is.EqualTo(timers), "one timer for all connections");
        core.Advance(seconds: 5);
        Assert.That(core.Transport.IsAborted, Is.False);
        core.Advance(seconds: 1);
        Assert.That(core.Transport.IsAborted);
        await core.EndAsync();
        Assert.That(handler.Calls[^1], Is.EqualTo("disconnect 1006"));
    }

    [Test]
    public async Task TCP_must_end_within_the_time_too_though_the_handler_has_finished([Values] bool isTransportEnded)
    {
        var core = Open(new RecordingHandler(), new Limits { CloseSeconds = 5 });
        using var counters = new Counters();
        core.Receive(ClientFrame.Close(1000));
        await core.EndAsync(isTransportEnded);
        core.Advance(seconds: 6);
        Assert.That(core.Transport.IsAborted, Is.EqualTo(!isTransportEnded));
        Assert.That(counters.Sum("wharf.closes.timed_out"), Is.Zero, "the closing handshake took place");
    }

    [Test]
    public async Task A_handler_at_work_does_not_give_a_peer_that_does_not_end_more_time()
    {
        var gate = new TaskCompletionSource();
        var core = Open(new RecordingHandler { OnMessage = (_, _) => new ValueTask(gate.Task) }, new Limits { CloseSeconds = 5 });
        using var counters = new Counters();
        core.Receive(ClientFrame.Text("takes long"));
        await core.Connection.CloseAsync(1000);
        core.Advance(seconds: 6);
        Assert.That(core.Transport.IsAborted);
        Assert.That(counters.Sum("wharf.closes.timed_out"), Is.EqualTo(1));
        core.Advance(seconds: 10);
        Assert.That(counters.Sum("wharf.closes.timed_out"), Is.EqualTo(1), "once");
        gate.SetResult();
        await core.EndAsync();
    }

    [Test]
    public async Task What_a_handler_has_registered_on_the_token_runs_elsewhere_and_what_it_throws_is_logged()
    {
        var thread = new TaskCompletionSource<Thread>();
        var core = Open(new RecordingHandler());
        core.Connection.Aborted.Register(() =>
        {
            thread.SetResult(Thread.CurrentThread);
            throw new InvalidOperationException("no");
        });
        var closer = new Thread(() => core.Receive(ClientFrame.Close(1000)));
        closer.Start();
        Assert.That(await thread.Task.WaitAsync(TimeSpan.FromSeconds(20)), Is.Not.EqualTo(closer));
        await core.Log.WaitForAsync("threw on connection");
        await core.EndAsync();
    }

    [Test]
    public async Task A_peer_that_slowly_takes_what_was_queued_before_the_close_gets_all_of_it()
    {
        var core = Open(new RecordingHandler(), new Limits { CloseSeconds = 5 });
        core.Transport.Block();
        for (var i = 0; i < 10; i++)
            await core.Connection.SendAsync(new Message(MessageKind.Binary, new byte[5000]));
        await core.Connection.CloseAsync(1000);
        for (var i = 0; i < 10; i++)
        {
            core.Time.Advance(TimeSpan.FromSeconds(4));
            core.Transport.UnblockOne();
        }
        Assert.That(core.Transport.IsAborted, Is.False);
        core.Transport.Unblock();
        Assert.That(core.Sent.Select(frame => frame.Opcode), Is.EqualTo(Enumerable.Repeat(2, 10).Append(8)));
        core.Receive(ClientFrame.Close());
        await core.EndAsync();
    }

    private static ConnectionUnderTest Open(RecordingHandler handler, Limits? limits = null)
    {
        var core = new ConnectionUnderTest(handler, limits);
        core.Connection.Open();
        return core;
    }
}
