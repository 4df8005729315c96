using Abstractions;
using Contracts;
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

    private TaskCompletionSource _gate = null!;
    private SemaphoreSlim _entered = null!;
    private volatile bool _blocksWhileMade;

    [SetUp]
    public void Close()
    {
        _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _entered = new SemaphoreSlim(0);
        _blocksWhileMade = false;
    }

    [TearDown]
    public void Open()
    {
        _gate.TrySetResult();
        _entered.Dispose();
    }

    [Test]
    public async Task Each_of_a_thousand_neighbours_gets_its_answer()
    {
        await using var server = await LoopServer.StartAsync(new HandlerScript { OnMessage = EchoOrBlockAsync }, settings: ["--Limits:ConnectionsPerAddress", "5000", "--Limits:Handshakes", "5000"]);
        using var blocked = await RawClient.OpenAsync(server);
        var neighbours = new List<RawClient>();
        for (var i = 0; i < Neighbours; i++)
            neighbours.Add(await RawClient.OpenAsync(server));
        await blocked.SendAsync("", ClientFrame.Text("block"), ClientFrame.Text("behind it"));
        await EnteredAsync();

        for (var i = 0; i < Neighbours; i++)
            await neighbours[i].AssertEchoesAsync($"{i}");
        // And whoever comes now.
        using (var late = await RawClient.OpenAsync(server))
            await late.AssertEchoesAsync();
        Assert.That(blocked.Socket.Available, Is.Zero);

        _gate.TrySetResult();
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
        await EnteredAsync();
        await neighbour.AssertEchoesAsync();
        _gate.TrySetResult();
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
        await EnteredAsync();
        await neighbour.AssertEchoesAsync();
        using (var another = await RawClient.OpenAsync(server))
            await another.AssertEchoesAsync();
        _gate.TrySetResult();
        Assert.That((await blocked.ReadResponseAsync()).Status, Is.EqualTo(101));
        await blocked.AssertEchoesAsync();
    }

    [Test]
    public async Task Two_are_blocked_at_once()
    {
        await using var server = await LoopServer.StartAsync(new HandlerScript { OnMessage = EchoOrBlockAsync });
        using var neighbour = await RawClient.OpenAsync(server);
        using var one = await RawClient.OpenAsync(server);
        using var other = await RawClient.OpenAsync(server);
        foreach (var client in (RawClient[])[one, other])
        {
            await client.SendAsync(ClientFrame.Text("block"));
            await EnteredAsync();
            await neighbour.AssertEchoesAsync();
        }
        _gate.TrySetResult();
        foreach (var client in (RawClient[])[one, other])
        {
            Assert.That((await client.ReadFrameAsync()).Text, Is.EqualTo("block"));
            await client.AssertEchoesAsync();
        }
    }

    [Test]
    public async Task What_others_send_to_it_leaves_meanwhile()
    {
        var script = new HandlerScript { OnMessage = EchoOrBlockAsync };
        await using var server = await LoopServer.StartAsync(script);
        using var blocked = await RawClient.OpenAsync(server);
        var connection = await script.OpenedAsync();
        using var neighbour = await RawClient.OpenAsync(server);
        await blocked.SendAsync(ClientFrame.Text("block"));
        await EnteredAsync();
        await neighbour.AssertEchoesAsync();
        // More than the kernel takes at once.
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < 400; i++)
                await connection.SendAsync(Message.FromBinary(Pattern.Make(i, 64 * 1024)));
        });
        for (var i = 0; i < 400; i++)
            Assert.That(Pattern.IsWhole((await blocked.ReadFrameAsync()).Payload, i));
        _gate.TrySetResult();
        await sending.WaitAsync(RawClient.HangLimit);
    }

    [Test]
    public async Task Blocked_by_its_own_sends_it_gets_them_sent()
    {
        var script = new HandlerScript
        {
            OnMessage = (connection, _, cancellationToken) =>
            {
                _entered.Release();
                for (var i = 0; i < 400; i++)
                    connection.SendAsync(Message.FromBinary(Pattern.Make(i, 64 * 1024)), cancellationToken).AsTask().Wait(cancellationToken);
                return ValueTask.CompletedTask;
            },
        };
        await using var server = await LoopServer.StartAsync(script);
        using var blocked = await RawClient.OpenAsync(server);
        await blocked.SendAsync(ClientFrame.Text("go"));
        await EnteredAsync();
        for (var i = 0; i < 400; i++)
            Assert.That(Pattern.IsWhole((await blocked.ReadFrameAsync()).Payload, i));
    }

    [Test]
    public async Task Blocked_by_its_own_sends_to_one_who_does_not_read_it_is_cut_off()
    {
        var time = new FakeTimeProvider();
        var script = new HandlerScript
        {
            OnMessage = (connection, _, _) =>
            {
                _entered.Release();
                while (true)
                    connection.SendAsync(Message.FromBinary(new byte[64 * 1024]), CancellationToken.None).AsTask().GetAwaiter().GetResult();
            },
        };
        await using var server = await LoopServer.StartAsync(script, time);
        using var blocked = await RawClient.OpenAsync(server);
        await blocked.SendAsync(ClientFrame.Text("go"));
        await EnteredAsync();
        var ended = script.EndedAsync();
        await time.AdvanceUntilAsync(ended, TimeSpan.FromSeconds(5));
        // Whichever limit is met first: that of the send, or that of the call.
        Assert.That((await ended).Code, Is.EqualTo(CloseCode.AbnormalClosure).Or.EqualTo(CloseCode.InternalError));
    }

    [Test]
    public async Task Its_peer_resets_meanwhile_and_it_is_told()
    {
        var script = new HandlerScript
        {
            OnMessage = (_, _, cancellationToken) =>
            {
                _entered.Release();
                cancellationToken.WaitHandle.WaitOne();
                return ValueTask.CompletedTask;
            },
        };
        await using var server = await LoopServer.StartAsync(script);
        var blocked = await RawClient.OpenAsync(server);
        using var neighbour = await RawClient.OpenAsync(server, target: "/chat");
        await blocked.SendAsync(ClientFrame.Text("block"));
        await EnteredAsync();
        blocked.Reset();
        Assert.That((await script.EndedAsync()).Code, Is.EqualTo(CloseCode.AbnormalClosure));
    }

    [Test]
    public async Task It_is_cut_off_meanwhile_and_ends_when_it_returns()
    {
        var script = new HandlerScript { OnMessage = EchoOrBlockAsync };
        await using var server = await LoopServer.StartAsync(script, settings: ["--Shutdown:DrainSeconds", "0"]);
        using var blocked = await RawClient.OpenAsync(server);
        using var neighbour = await RawClient.OpenAsync(server);
        await blocked.SendAsync(ClientFrame.Text("block"));
        await EnteredAsync();
        await neighbour.AssertEchoesAsync();
        await server.StopAsync();
        Assert.That(script.Disconnects, Has.Count.EqualTo(1));
        _gate.TrySetResult();
        await script.EndedAsync();
        await script.EndedAsync();
    }

    private ValueTask EchoOrBlockAsync(IConnection connection, Message message, CancellationToken cancellationToken)
    {
        if (message.Text == "block")
            Block();
        return connection.SendAsync(message, cancellationToken);
    }

    private ValueTask BlockIf(bool condition)
    {
        if (condition)
            Block();
        return ValueTask.CompletedTask;
    }

    private void Block()
    {
        _entered.Release();
        _gate.Task.Wait();
    }

    private async Task EnteredAsync() => Assert.That(await _entered.WaitAsync(RawClient.HangLimit), "The handler was not called.");

    private sealed class SlowToMake : IConnectionHandler
    {
        public SlowToMake(BlockedHandlerTests test)
        {
            // One is made when the plugin is loaded, to see whether it can be.
            if (test._blocksWhileMade)
                test.Block();
        }

        public ValueTask OnMessageAsync(IConnection connection, Message message, CancellationToken cancellationToken) => connection.SendAsync(message, cancellationToken);
    }
}
