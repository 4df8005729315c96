using Abstractions;
using Host.Tests.Connections;
using Host.Tests.Listening;
using Microsoft.Extensions.DependencyInjection;

namespace Host.Tests.Sockets;

/// <summary>A handler that blocks the thread of its loop holds up its own connection only. No test looks at a clock: who is held up hangs.</summary>
[Platform("Linux")]
[CancelAfter(180_000)]
public sealed class BlockedHandlerTests
{
    private const int Neighbours = 1000;

    private HandlerGate _gate = null!;
    private volatile bool _blocksWhileMade;

    [SetUp]
    public void Close()
    {
        _gate = new HandlerGate();
        _blocksWhileMade = false;
    }

    [TearDown]
    public void Open() => _gate.Dispose();

    [Test]
    public async Task Each_of_a_thousand_neighbours_gets_its_answer()
    {
        await using var server = await LoopServer.StartAsync(new HandlerScript { OnMessage = _gate.EchoOrBlockAsync }, settings: ["--Limits:ConnectionsPerAddress", "5000", "--Limits:Handshakes", "5000"]);
        using var blocked = await RawClient.OpenAsync(server);
        var neighbours = new List<RawClient>();
        for (var i = 0; i < Neighbours; i++)
            neighbours.Add(await RawClient.OpenAsync(server));
        await blocked.SendAsync("", ClientFrame.Text("block"), ClientFrame.Text("behind it"));
        await _gate.EnteredAsync();

        for (var i = 0; i < Neighbours; i++)
            await neighbours[i].AssertEchoesAsync($"{i}");
        // And whoever comes now.
        using (var late = await RawClient.OpenAsync(server))
            await late.AssertEchoesAsync();
        Assert.That(blocked.Socket.Available, Is.Zero);

        _gate.Open();
        Assert.That((await blocked.ReadFrameAsync()).Text, Is.EqualTo("block"));
        Assert.That((await blocked.ReadFrameAsync()).Text, Is.EqualTo("behind it"));
        await blocked.AssertEchoesAsync();
        neighbours.ForEach(neighbour => neighbour.Dispose());
    }

    [Test]
    public async Task Blocked_in_connect_or_disconnect_it_goes_on_when_it_returns([Values] bool inConnect)
    {
        var script = new HandlerScript
        {
            OnConnect = (connection, _) => BlockIf(inConnect && connection.Request.Query == "block"),
            OnDisconnect = reason => BlockIf(!inConnect && reason.Code == 4000),
        };
        await using var server = await LoopServer.StartAsync(script);
        using var neighbour = await RawClient.OpenAsync(server);
        using var blocked = await RawClient.OpenAsync(server, target: "/chat?block");
        await blocked.SendAsync(inConnect ? ClientFrame.Text("hello") : ClientFrame.Close(4000));
        await _gate.EnteredAsync();
        await neighbour.AssertEchoesAsync();
        _gate.Open();
        if (inConnect)
            Assert.That((await blocked.ReadFrameAsync()).Text, Is.EqualTo("hello"));
        else
            Assert.That((await blocked.ReadFrameAsync()).CloseCode, Is.EqualTo(4000));
        await blocked.SendAsync(ClientFrame.Close(1000));
        await blocked.WaitForEndAsync();
        await neighbour.AssertEchoesAsync();
    }

    [Test]
    public async Task Blocked_while_it_is_made_it_answers_the_handshake_later()
    {
        await using var server = await LoopServer.StartAsync(plugin: plugin =>
        {
            plugin.Services.AddSingleton(this);
            plugin.AddHandler<SlowToMake>("slow", "/slow");
        });
        using var neighbour = await RawClient.OpenAsync(server);
        using var blocked = await RawClient.ConnectAsync(server);
        _blocksWhileMade = true;
        await blocked.SendAsync(RequestText.Upgrade("/slow"));
        await _gate.EnteredAsync();
        await neighbour.AssertEchoesAsync();
        using (var another = await RawClient.OpenAsync(server))
            await another.AssertEchoesAsync();
        _gate.Open();
        Assert.That((await blocked.ReadResponseAsync()).Status, Is.EqualTo(101));
        await blocked.AssertEchoesAsync();
    }

    [Test]
    public async Task Two_are_blocked_at_once()
    {
        await using var server = await LoopServer.StartAsync(new HandlerScript { OnMessage = _gate.EchoOrBlockAsync });
        using var neighbour = await RawClient.OpenAsync(server);
        using var one = await RawClient.OpenAsync(server);
        using var other = await RawClient.OpenAsync(server);
        foreach (var client in (RawClient[])[one, other])
        {
            await client.SendAsync(ClientFrame.Text("block"));
            await _gate.EnteredAsync();
            await neighbour.AssertEchoesAsync();
        }
        _gate.Open();
        foreach (var client in (RawClient[])[one, other])
        {
            Assert.That((await client.ReadFrameAsync()).Text, Is.EqualTo("block"));
            await client.AssertEchoesAsync();
        }
    }

    [Test]
    public async Task Its_peer_resets_meanwhile_and_it_is_told()
    {
        var script = new HandlerScript
        {
            OnMessage = (_, _, cancellationToken) =>
            {
                _gate.Enter();
                cancellationToken.WaitHandle.WaitOne();
                return ValueTask.CompletedTask;
            },
        };
        await using var server = await LoopServer.StartAsync(script);
        var blocked = await RawClient.OpenAsync(server);
        using var neighbour = await RawClient.OpenAsync(server, target: "/chat");
        await blocked.SendAsync(ClientFrame.Text("block"));
        await _gate.EnteredAsync();
        blocked.Reset();
        Assert.That((await script.EndedAsync()).Code, Is.EqualTo(CloseCode.AbnormalClosure));
    }

    [Test]
    public async Task It_is_cut_off_meanwhile_and_ends_when_it_returns()
    {
        var script = new HandlerScript { OnMessage = _gate.EchoOrBlockAsync };
        await using var server = await LoopServer.StartAsync(script, settings: ["--Shutdown:DrainSeconds", "0"]);
        using var blocked = await RawClient.OpenAsync(server);
        using var neighbour = await RawClient.OpenAsync(server);
        await blocked.SendAsync(ClientFrame.Text("block"));
        await _gate.EnteredAsync();
        await neighbour.AssertEchoesAsync();
        await server.StopAsync();
        Assert.That(script.Disconnects, Has.Count.EqualTo(1));
        _gate.Open();
        await script.EndedAsync();
        await script.EndedAsync();
    }

    private ValueTask BlockIf(bool condition)
    {
        if (condition)
            _gate.Block();
        return ValueTask.CompletedTask;
    }

    private sealed class SlowToMake : IConnectionHandler
    {
        public SlowToMake(BlockedHandlerTests test)
        {
            // One is made when the plugin is loaded, to see whether it can be.
            if (test._blocksWhileMade)
                test._gate.Block();
        }

        public ValueTask OnMessageAsync(IConnection connection, Message message, CancellationToken cancellationToken) => connection.SendAsync(message, cancellationToken);
    }
}
