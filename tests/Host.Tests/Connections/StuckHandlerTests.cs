using Abstractions;
using Host.Configuration;

namespace Host.Tests.Connections;

/// <summary>A handler that does not come back from a call, and what of its connection goes on or ends all the same.</summary>
public sealed class StuckHandlerTests
{
    private static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(60);

    private TaskCompletionSource _gate = null!;

    [SetUp]
    public void Shut() => _gate = new TaskCompletionSource();

    [Test]
    public async Task A_disconnect_call_is_named_once_and_then_off_the_clock()
    {
        var core = Open(new RecordingHandler { OnDisconnect = (_, _) => new ValueTask(_gate.Task) });
        core.Receive(ClientFrame.Close(1000));
        await core.Connection.EndAsync(out var finished);
        Pass(core, 59);
        Assert.That(core.Log.Errors, Is.Empty);
        Pass(core, 300);
        Assert.That(core.Log.Errors.Single(), Does.EndWith("has closed, and the handler test of Tests has been in OnDisconnectAsync for 60 s."));
        Assert.That(finished.IsCompleted, Is.False);
        _gate.SetResult();
        await finished.WaitAsync(HangLimit);
    }

    [Test]
    public void A_call_that_the_peer_did_not_wait_for_is_named_too()
    {
        var core = Open(new RecordingHandler { OnMessage = (_, _) => new ValueTask(_gate.Task) });
        core.Receive([.. ClientFrame.Text("go"), .. ClientFrame.Close(1000)]);
        _ = core.Connection.EndAsync(out _);
        Pass(core, 300);
        Assert.That(core.Log.Errors.Single(), Does.EndWith("has closed, and the handler test of Tests has been in OnMessageAsync for 60 s."));
    }

    [Test]
    public async Task A_call_that_blocks_the_reading_thread_is_not_taken_for_a_dead_peer()
    {
        using var called = new ManualResetEventSlim();
        using var counters = new Counters();
        var core = Open(new RecordingHandler
        {
            OnMessage = (_, _) =>
            {
                called.Set();
                _gate.Task.Wait();
                return ValueTask.CompletedTask;
            },
        });
        var receive = Task.Run(() => core.Receive(ClientFrame.Text("go")));
        Assert.That(called.Wait(HangLimit));
        Pass(core, 59);
        Assert.That(core.Sent, Is.Empty, "whatever the answer to a ping, nobody would read it");
        Assert.That(core.Transport.IsAborted, Is.False);
        Pass(core, 1);
        Assert.That(core.Sent.Single().CloseCode, Is.EqualTo(CloseCode.InternalError));
        Assert.That(core.Log.Errors.Single(), Does.StartWith($"Connection {core.Connection.Id} closed with 1011: the handler test of Tests has been in OnMessageAsync for "));
        Assert.That(counters.Sum("wharf.plugin.faults", "plugin=Tests, kind=too_long, handler=test"), Is.EqualTo(1));
        _gate.SetResult();
        await receive.WaitAsync(HangLimit);
    }

    [Test]
    public async Task What_waits_behind_a_call_that_takes_too_long_is_not_delivered_any_more()
    {
        var handler = new RecordingHandler { OnMessage = (_, _) => new ValueTask(_gate.Task) };
        var core = Open(handler);
        core.Receive([.. ClientFrame.Text("one"), .. ClientFrame.Text("two"), .. ClientFrame.Text("three")]);
        Pass(core, 60);
        _gate.SetResult();
        await core.EndAsync();
        Assert.That(handler.Calls, Is.EqualTo((string[])["connect", "text one", "disconnect 1011"]));
    }

    [Test]
    public async Task It_does_not_hold_up_reading_that_waits_for_it_to_give_a_payload_back()
    {
        var core = new ConnectionUnderTest(new RecordingHandler { OnMessage = (_, _) => new ValueTask(_gate.Task) }, codec: new OwnMemoryCodec());
        core.Connection.Open();
        core.Receive(1, 2);
        Assert.That(core.Connection.IsPaused);
        var waiting = core.Connection.WaitForHandlerAsync();
        Pass(core, 61);
        await waiting.WaitAsync(HangLimit);
        AssertReadsNoMore(core);
    }

    [Test]
    public async Task Nor_where_its_connection_was_closing_before()
    {
        var core = new ConnectionUnderTest(new RecordingHandler { OnMessage = (_, _) => new ValueTask(_gate.Task) }, codec: new OwnMemoryCodec(hasClose: true));
        core.Connection.Open();
        core.Receive(1, 2);
        core.Connection.Close(new CloseReason(CloseCode.GoingAway), failed: false);
        Assert.That(core.Connection.IsPaused);
        var waiting = core.Connection.WaitForHandlerAsync();
        Pass(core, 61);
        await waiting.WaitAsync(HangLimit);
        AssertReadsNoMore(core);
    }

    [Test]
    public async Task Nor_where_its_connection_was_dropped()
    {
        var core = Open(new RecordingHandler { OnMessage = (_, _) => new ValueTask(_gate.Task) }, new Limits { ReadAheadBytes = 1, SendSeconds = 20 });
        core.Transport.Block();
        await core.Connection.SendAsync("one");
        core.Receive([.. ClientFrame.Text("go"), .. ClientFrame.Text("on"), .. ClientFrame.Text("and"), .. ClientFrame.Text("on")]);
        Assert.That(core.Connection.IsPaused);
        var waiting = core.Connection.WaitForHandlerAsync();
        Pass(core, 21);
        Assert.That(core.Transport.IsAborted);
        await waiting.WaitAsync(HangLimit);
        AssertReadsNoMore(core);
    }

    [Test]
    public void A_connection_is_dropped_once()
    {
        var core = Open(new RecordingHandler());
        Pass(core, 300);
        Assert.That(core.Log.Lines.Count(line => line.Contains("dropped", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    private static void AssertReadsNoMore(ConnectionUnderTest core)
    {
        Assert.That(core.Connection.IsReading, Is.False);
        Assert.That(core.Connection.IsPaused, Is.False);
        Assert.That(core.Connection.WaitForHandlerAsync().IsCompleted, "and does not wait again");
    }

    private static ConnectionUnderTest Open(RecordingHandler handler, Limits? limits = null)
    {
        var core = new ConnectionUnderTest(handler, limits, keepAlive: new KeepAlive { PingSeconds = 25, TimeoutSeconds = 20 }, callbacks: new CallbackLimits { CallbackSeconds = 60 });
        core.Connection.Open();
        return core;
    }

    private static void Pass(ConnectionUnderTest core, int seconds)
    {
        for (var i = 0; i < seconds; i++)
            core.Time.Advance(TimeSpan.FromSeconds(1));
    }
}
