using Abstractions;
using Host.Plugins;

namespace Host.Tests.Connections;

/// <summary>A handler that holds the thread that receives, where others share it: it goes over to the thread pool, or is said to stay.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class BlockingHandlerTests : IDisposable
{
    private static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(60);

    private readonly Generation _plugin = new("Tests", 1);
    private readonly ManualResetEventSlim _gate = new();
    private readonly ManualResetEventSlim _called = new();

    public void Dispose()
    {
        _gate.Dispose();
        _called.Dispose();
    }

    [Test]
    public async Task A_handler_that_was_seen_to_block_goes_over_between_two_calls()
    {
        using var counters = new Counters();
        var ofPool = new List<bool>();
        var handler = new RecordingHandler
        {
            OnMessage = (_, _) =>
            {
                ofPool.Add(Thread.CurrentThread.IsThreadPoolThread);
                _called.Set();
                Assert.That(_gate.Wait(HangLimit));
                return ValueTask.CompletedTask;
            },
        };
        var core = Make(handler, Dispatch.Auto);
        var receive = new Thread(() =>
        {
            core.Connection.Open();
            core.Receive([.. ClientFrame.Text("a"), .. ClientFrame.Text("b"), .. ClientFrame.Text("c")]);
            core.Receive(ClientFrame.Text("d"));
        });
        receive.Start();
        Assert.That(_called.Wait(HangLimit));

        core.Connection.OnThreadBlocked(TimeSpan.FromMilliseconds(250));
        core.Connection.OnThreadBlocked(TimeSpan.FromMilliseconds(350));
        _gate.Set();
        Assert.That(receive.Join(HangLimit));
        await core.EndAsync();

        Assert.That(handler.Calls, Is.EqualTo((string[])["connect", "text a", "text b", "text c", "text d", "disconnect 1006"]));
        Assert.That(ofPool, Is.EqualTo((bool[])[false, true, true, true]));
        Assert.That(core.Log.Warnings.Single(), Is.EqualTo(
            "The handler test of Tests#1 has blocked the thread that receives for 250 ms, for which other connections had to wait. Its calls run on the thread pool from now on. "
            + "Set Dispatch to Pool, for the handler or its route, or have it await."));
        Assert.That(counters.Sum("wharf.handlers.moved", "plugin=Tests, handler=test"), Is.EqualTo(1));
        Assert.That(_plugin.MovedHandlers.Names, Is.EqualTo((string[])["test"]));
        Assert.That(Make(handler, Dispatch.Auto).Connection.DispatchesToPool, "so does every other connection of it");
        Assert.That(Make(handler, Dispatch.Inline).Connection.DispatchesToPool, Is.False);
    }

    [Test]
    public void A_handler_that_is_to_stay_stays_and_is_named_once()
    {
        ConnectionUnderTest? core = null;
        core = Make(new RecordingHandler { OnMessage = (_, _) => Report() }, Dispatch.Inline);
        core.Connection.Open();
        core.Receive([.. ClientFrame.Text("a"), .. ClientFrame.Text("b")]);

        Assert.That(core.Connection.DispatchesToPool, Is.False);
        Assert.That(core.Log.Warnings.Single(), Does.StartWith("The handler test of Tests#1 has blocked the thread that receives for 200 ms").And.Contain("It stays there, for its Dispatch is Inline."));

        ValueTask Report()
        {
            core!.Connection.OnThreadBlocked(TimeSpan.FromMilliseconds(200));
            return ValueTask.CompletedTask;
        }
    }

    [Test]
    public async Task A_handler_is_not_to_blame_unless_it_holds_the_thread()
    {
        var pending = new TaskCompletionSource();
        var core = Make(new RecordingHandler { OnMessage = (_, _) => new ValueTask(pending.Task) }, Dispatch.Auto);
        core.Connection.Open();
        core.Connection.OnThreadBlocked(TimeSpan.FromSeconds(1));
        core.Receive(ClientFrame.Text("a"));
        core.Connection.OnThreadBlocked(TimeSpan.FromSeconds(1));

        Assert.That(core.Log.Warnings, Is.Empty);
        Assert.That(core.Connection.DispatchesToPool, Is.False);
        pending.SetResult();
        await core.EndAsync();
    }

    private ConnectionUnderTest Make(IConnectionHandler handler, Dispatch dispatch) => new(
        handler, transport: new MemoryTransport { SharesThread = true }, plugins: new PluginLease(_plugin, _plugin), dispatch: dispatch);
}
