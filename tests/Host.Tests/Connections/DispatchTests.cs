using Abstractions;
using Host.Configuration;
using Host.Plugins;

namespace Host.Tests.Connections;

/// <summary>Calls on the thread pool, where others share the thread that receives: that thread never waits, and all else is as it was.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class DispatchTests : IDisposable
{
    private static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(60);

    private readonly Generation _plugin = new("Tests", 1);
    private readonly ManualResetEventSlim _gate = new();

    public void Dispose() => _gate.Dispose();

    [Test]
    public async Task A_call_that_blocks_holds_nobody_up([Values("connect", "message", "disconnect")] string blocked)
    {
        var handler = new RecordingHandler
        {
            OnConnect = _ => BlockIf(blocked == "connect"),
            OnMessage = (_, _) => BlockIf(blocked == "message"),
            OnDisconnect = (_, _) => BlockIf(blocked == "disconnect"),
        };
        var core = Make(handler, Dispatch.Pool);
        var handlerFinished = Task.CompletedTask;

        await Task.Run(() =>
        {
            core.Connection.Open();
            core.Receive([.. ClientFrame.Text("a"), .. ClientFrame.Text("b")]);
            _ = core.Connection.EndAsync(out handlerFinished);
        }).WaitAsync(HangLimit);

        Assert.That(handlerFinished.IsCompleted, Is.False);
        _gate.Set();
        await handlerFinished.WaitAsync(HangLimit);
        Assert.That(handler.Calls, Is.EqualTo((string[])["connect", "text a", "text b", "disconnect 1006"]));
    }

    [Test]
    public async Task Nor_does_a_disconnect_that_no_call_is_before()
    {
        var core = Make(new RecordingHandler { OnDisconnect = (_, _) => BlockIf(true) }, Dispatch.Auto);
        core.Connection.Open();
        Assert.That(_plugin.MovedHandlers.TryAdd(core.Connection.Handler));
        var handlerFinished = Task.CompletedTask;

        await Task.Run(() => core.Connection.EndAsync(out handlerFinished)).WaitAsync(HangLimit);

        Assert.That(handlerFinished.IsCompleted, Is.False);
        _gate.Set();
        await handlerFinished.WaitAsync(HangLimit);
    }

    [Test]
    public async Task Calls_are_made_in_order_one_at_a_time_however_long_the_others_have_to_wait([Values] bool suspends)
    {
        var handler = new RecordingHandler { OnMessage = async (_, _) => await (suspends ? Task.Run(() => { }) : Task.CompletedTask) };
        var core = Make(handler, Dispatch.Pool);
        core.Connection.Open();
        // More than one turn on the pool.
        for (var i = 0; i < 500; i++)
        {
            core.Receive(ClientFrame.Text($"{i}"));
            if (core.Connection.IsPaused)
                await core.Connection.WaitForHandlerAsync().WaitAsync(HangLimit);
        }
        await core.EndAsync();

        Assert.That(handler.Calls, Is.EqualTo((string[])["connect", .. Enumerable.Range(0, 500).Select(i => $"text {i}"), "disconnect 1006"]));
    }

    [Test]
    public async Task A_payload_stays_as_it_is_and_answers_leave()
    {
        var core = Make(new RecordingHandler { OnMessage = async (connection, message) => await connection.SendAsync(message) }, Dispatch.Pool);
        core.Connection.Open();
        core.Receive([.. ClientFrame.Text("one"), .. ClientFrame.Text("two")]);
        Assert.That(core.Connection.IsUsingReceived, Is.False);
        SpinWait.SpinUntil(() => core.SentTexts.Count == 2, HangLimit);
        await core.EndAsync();

        Assert.That(core.SentTexts, Is.EqualTo((string[])["one", "two"]));
    }

    [Test]
    public async Task Reading_waits_for_a_handler_that_is_behind()
    {
        var core = Make(new RecordingHandler { OnMessage = (_, _) => BlockIf(true) }, Dispatch.Pool, new Limits { ReadAheadBytes = 1 });
        core.Connection.Open();
        var frames = (byte[])[.. ClientFrame.Text("a"), .. ClientFrame.Text("b"), .. ClientFrame.Text("c")];
        Assert.That(core.Receive(frames), Is.LessThan(frames.Length));
        Assert.That(core.Connection.IsPaused);
        var room = core.Connection.WaitForHandlerAsync();

        _gate.Set();

        await room.WaitAsync(HangLimit);
    }

    [Test]
    public async Task What_one_connection_has_waiting_does_not_keep_the_pool_from_others()
    {
        // What a call leaves in its context is there for the next one of the same turn only.
        var isTurn = new AsyncLocal<bool>();
        var turns = 0;
        var core = Make(new RecordingHandler
        {
            OnMessage = (_, _) =>
            {
                turns += isTurn.Value ? 0 : 1;
                isTurn.Value = true;
                return BlockIf(true);
            },
        }, Dispatch.Pool);
        core.Connection.Open();
        for (var i = 0; i < 100; i++)
            core.Receive(ClientFrame.Text("a"));
        _gate.Set();
        await core.EndAsync();

        Assert.That(turns, Is.EqualTo(4));
    }

    [Test]
    public async Task A_call_that_another_thread_completes_is_followed_up_on_the_pool()
    {
        var pending = new TaskCompletionSource();
        var isOfPool = new TaskCompletionSource<bool>();
        var core = Make(new RecordingHandler
        {
            OnMessage = (_, message) =>
            {
                if (message.Text == "a")
                    return new ValueTask(pending.Task);
                isOfPool.SetResult(Thread.CurrentThread.IsThreadPoolThread);
                return ValueTask.CompletedTask;
            },
        }, Dispatch.Pool);
        core.Connection.Open();
        core.Receive([.. ClientFrame.Text("a"), .. ClientFrame.Text("b")]);
        // As the handler of another connection may do, on a thread that receives.
        var other = new Thread(() => pending.SetResult());
        other.Start();

        Assert.That(await isOfPool.Task.WaitAsync(HangLimit), Is.True);
        Assert.That(other.Join(HangLimit));
        await core.EndAsync();
    }

    [Test]
    public void Where_each_connection_is_received_on_its_own_the_pool_is_where_calls_are_anyway()
    {
        var thread = 0;
        var core = new ConnectionUnderTest(new RecordingHandler { OnMessage = (_, _) => { thread = Environment.CurrentManagedThreadId; return ValueTask.CompletedTask; } }, dispatch: Dispatch.Pool);
        core.Connection.Open();
        core.Receive(ClientFrame.Text("a"));

        Assert.That(thread, Is.EqualTo(Environment.CurrentManagedThreadId));
    }

    [Test]
    public void The_route_wins_over_the_handler([Values] Dispatch handler)
    {
        Assert.That(Make(new RecordingHandler(), handler, route: Dispatch.Pool).Connection.DispatchesToPool, Is.True);
        Assert.That(Make(new RecordingHandler(), handler, route: Dispatch.Inline).Connection.DispatchesToPool, Is.False);
    }

    private ValueTask BlockIf(bool blocks)
    {
        if (blocks && !_gate.Wait(HangLimit))
            throw new TimeoutException("The gate was not opened.");
        return ValueTask.CompletedTask;
    }

    private ConnectionUnderTest Make(IConnectionHandler handler, Dispatch dispatch, Limits? limits = null, Dispatch? route = null) => new(
        handler, limits, transport: new MemoryTransport { SharesThread = true }, plugins: new PluginLease(_plugin, _plugin), dispatch: dispatch, routeDispatch: route);
}
