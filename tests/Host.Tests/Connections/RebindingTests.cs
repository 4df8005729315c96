using System.Text;
using Abstractions;
using Contracts;
using Host.Plugins;
using Microsoft.Extensions.DependencyInjection;

namespace Host.Tests.Connections;

/// <summary>When a connection goes over to another load of its handler's plugin: between two calls, and not when it ends.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RebindingTests
{
    private readonly PluginEntry _entry = new("Tests", isLoose: false, isBuiltIn: false);
    private readonly List<string> _calls = [];
    private Dispatch _dispatch;

    [Test]
    public void A_connection_without_a_call_goes_over_before_the_next_message()
    {
        var core = Open(out var from);
        core.Receive(ClientFrame.Text("a"));
        var to = Replace(core, from, 2);

        core.Receive([]);
        core.Receive(ClientFrame.Text("b"));

        Assert.That(_calls, Is.EqualTo((string[])["1 connect", "1 a", "1 export", "2 import a", "1 dispose", "2 b"]));
        Assert.That((from.Leases, to.Leases), Is.EqualTo((0, 1)));
    }

    [Test]
    public void A_call_under_way_is_waited_for_and_messages_that_wait_go_to_the_new_one()
    {
        var gate = new TaskCompletionSource();
        var core = Open(out var from, gate.Task);
        core.Receive([.. ClientFrame.Text("wait"), .. ClientFrame.Text("b"), .. ClientFrame.Text("c")]);
        Replace(core, from, 2);
        core.Receive([]);
        Assert.That(_calls, Is.EqualTo((string[])["1 connect", "1 wait"]));

        gate.SetResult();

        Assert.That(_calls, Is.EqualTo((string[])["1 connect", "1 wait", "1 export", "2 import wait", "1 dispose", "2 b", "2 c"]));
    }

    [Test]
    public void Two_replacements_during_a_call_lead_to_the_newest()
    {
        var gate = new TaskCompletionSource();
        var core = Open(out var from, gate.Task);
        core.Receive(ClientFrame.Text("wait"));
        var second = Replace(core, from, 2);
        Replace(core, second, 3);

        gate.SetResult();

        Assert.That(_calls, Is.EqualTo((string[])["1 connect", "1 wait", "1 export", "3 import wait", "1 dispose"]));
        Assert.That((from.Ended.IsCompleted, second.Ended.IsCompleted), Is.EqualTo((true, true)));
    }

    [Test]
    public async Task A_connection_that_ends_during_a_call_stays_with_its_handler()
    {
        var gate = new TaskCompletionSource();
        var core = Open(out var from, gate.Task);
        core.Receive(ClientFrame.Text("wait"));
        Replace(core, from, 2);

        var ended = core.EndAsync();
        gate.SetResult();
        await ended;

        Assert.That(_calls, Is.EqualTo((string[])["1 connect", "1 wait", "1 disconnect"]));
    }

    [Test]
    public async Task A_state_that_cannot_be_used_closes_with_1012_and_the_old_handler_is_told()
    {
        var core = Open(out var from);
        core.Receive(ClientFrame.Text("bad"));
        var to = Replace(core, from, 2);

        core.Receive(ClientFrame.Text("lost"));
        await core.EndAsync();

        Assert.That(core.Sent[^1].CloseCode, Is.EqualTo(CloseCode.ServiceRestart));
        Assert.That(_calls, Is.EqualTo((string[])["1 connect", "1 bad", "1 export", "2 import bad", "2 dispose", "1 disconnect"]));
        Assert.That((from.Leases, to.Leases), Is.EqualTo((1, 0)));
    }

    [Test]
    public void A_connection_whose_adapter_is_of_the_same_load_stays()
    {
        var from = new Generation("Tests", 1);
        Assert.That(from.TryLease());
        var core = new ConnectionUnderTest(new Handler(1, _calls, null), plugins: new PluginLease(from, from));
        core.Connection.Open();
        Replace(core, from, 2);

        core.Receive(ClientFrame.Text("b"));

        Assert.That(_calls, Is.EqualTo((string[])["1 connect", "1 b"]));
    }

    [Test]
    public void A_handler_that_was_moved_to_the_pool_is_back_in_the_new_load()
    {
        var core = Open(out var from);
        Assert.That(from.MovedHandlers.TryAdd(core.Connection.Handler));
        Assert.That(core.Connection.DispatchesToPool);
        Replace(core, from, 2);

        core.Receive([]);

        Assert.That(SpinWait.SpinUntil(() => !core.Connection.DispatchesToPool, TimeSpan.FromSeconds(60)));
    }

    [Test]
    public void The_new_load_says_where_its_handler_is_called()
    {
        var core = Open(out var from);
        _dispatch = Dispatch.Pool;
        Replace(core, from, 2);

        core.Receive([]);

        Assert.That(core.Connection.DispatchesToPool);
    }

    [Test]
    public void A_route_that_says_so_is_asked_after_a_replacement_too()
    {
        var core = Open(out var from, routeDispatch: Dispatch.Inline);
        _dispatch = Dispatch.Pool;
        var to = Replace(core, from, 2);

        core.Receive([]);

        Assert.That(core.Connection.Plugins.Handler, Is.EqualTo(to));
        Assert.That(core.Connection.DispatchesToPool, Is.False);
    }

    private ConnectionUnderTest Open(out Generation from, Task? gate = null, Dispatch? routeDispatch = null)
    {
        from = new Generation("Tests", 1);
        Assert.That(from.TryLease());
        var core = new ConnectionUnderTest(
            new Handler(1, _calls, gate), transport: new MemoryTransport { SharesThread = true }, plugins: new PluginLease(new Generation("Adapter", 1), from), routeDispatch: routeDispatch);
        core.Connection.Open();
        return core;
    }

    private Generation Replace(ConnectionUnderTest core, Generation from, int number)
    {
        var to = new Generation("Tests", number);
        var services = new ServiceCollection().BuildServiceProvider();
        _entry.Current = new LoadedPlugin(to, "1.0", "1.0", services, assemblies: null)
        {
            Handlers = [new HandlerRegistration(to, core.Connection.Handler, "/test", new HandlerOptions { Dispatch = _dispatch }, new Factory(number, _calls))],
        };
        from.Rebinding = new Rebinding(_entry);
        from.Close();
        return to;
    }

    private sealed class Factory(int number, List<string> calls) : HandlerFactory
    {
        public override bool HandsOver => true;

        public override HandlerInstance Create() => new(new Handler(number, calls, null));
    }

    private sealed class Handler(int number, List<string> calls, Task? gate) : IConnectionHandler, IStateHandOver, IDisposable
    {
        private string _last = "";

        public ValueTask OnConnectAsync(IConnection connection, CancellationToken cancellationToken)
        {
            Note("connect");
            return ValueTask.CompletedTask;
        }

        public ValueTask OnMessageAsync(IConnection connection, Message message, CancellationToken cancellationToken)
        {
            _last = message.Text;
            Note(_last);
            return _last == "wait" && gate is not null ? new ValueTask(gate) : ValueTask.CompletedTask;
        }

        public ValueTask OnDisconnectAsync(IConnection connection, CloseReason reason)
        {
            Note("disconnect");
            return ValueTask.CompletedTask;
        }

        public ReadOnlyMemory<byte> ExportState()
        {
            Note("export");
            return Encoding.UTF8.GetBytes(_last);
        }

        public void ImportState(IConnection connection, ReadOnlyMemory<byte> state)
        {
            var text = Encoding.UTF8.GetString(state.Span);
            Note($"import {text}");
            if (text == "bad")
                throw new InvalidOperationException("A bad state.");
        }

        public void Dispose() => Note("dispose");

        private void Note(string call) => calls.Add($"{number} {call}");
    }
}
