using Abstractions;
using Contracts;
using Host.Tests.Connections;
using Host.Tests.Listening;

namespace Host.Tests.Sockets;

/// <summary>What a peer does not take yet waits, in order and whole, and costs nobody anything.</summary>
[Platform("Linux")]
public sealed class LoopSendingTests
{
    private const int Messages = 400;
    private const int MessageBytes = 50_000;
    private const int Calls = 500;

    [Test]
    public async Task A_peer_that_reads_late_gets_everything_whole_and_in_order([Values] bool fromItsHandler)
    {
        var full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var script = new HandlerScript { OnMessage = (connection, _, _) => fromItsHandler ? new ValueTask(SendAllAsync(connection, full)) : ValueTask.CompletedTask };
        await using var server = await LoopServer.StartAsync(script);
        using var client = await RawClient.OpenAsync(server);
        var connection = await script.OpenedAsync();
        await client.SendAsync(ClientFrame.Text("go"));
        var sending = fromItsHandler ? full.Task : Task.Run(() => SendAllAsync(connection, full));
        await full.Task.WaitAsync(RawClient.HangLimit);

        for (var number = 0; number < Messages; number++)
            Assert.That(Pattern.IsWhole((await client.ReadFrameAsync()).Payload, number), $"Message {number}");
        await sending.WaitAsync(RawClient.HangLimit);
    }

    [Test]
    public async Task A_peer_that_does_not_read_costs_no_turn()
    {
        var full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var script = new HandlerScript { OnConnect = (connection, _) => connection.Request.Query == "go" ? new ValueTask(SendAllAsync(connection, full)) : ValueTask.CompletedTask };
        await using var server = await LoopServer.StartAsync(script);
        using var client = await RawClient.OpenAsync(server, target: "/chat?go");
        using var neighbour = await RawClient.OpenAsync(server);
        await full.Task.WaitAsync(RawClient.HangLimit);
        await AssertRestsAsync(server, neighbour);
    }

    [Test]
    public async Task A_peer_that_resets_with_a_send_under_way_ends_its_connection()
    {
        var full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var script = new HandlerScript();
        await using var server = await LoopServer.StartAsync(script);
        using var client = await RawClient.OpenAsync(server);
        using var neighbour = await RawClient.OpenAsync(server);
        var sending = SendAllAsync(await script.OpenedAsync(), full);
        await full.Task.WaitAsync(RawClient.HangLimit);
        client.Reset();
        Assert.That((await script.EndedAsync()).Code, Is.EqualTo(CloseCode.AbnormalClosure));
        Assert.That(async () => await sending.WaitAsync(RawClient.HangLimit), Throws.InstanceOf<ConnectionClosedException>());
        await AssertRestsAsync(server, neighbour);
    }

    [Test]
    public async Task What_is_queued_before_a_close_leaves_though_the_peer_has_ended_its_direction()
    {
        var full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var script = new HandlerScript();
        await using var server = await LoopServer.StartAsync(script);
        using var client = await RawClient.OpenAsync(server);
        using var neighbour = await RawClient.OpenAsync(server);
        var sending = SendAllAsync(await script.OpenedAsync(), full);
        await full.Task.WaitAsync(RawClient.HangLimit);
        // Sends that wait for room fail; those in the queue are the peer's.
        await client.EndSendingAsync();
        Assert.That((await script.EndedAsync()).Code, Is.EqualTo(CloseCode.AbnormalClosure));
        Assert.That(async () => await sending.WaitAsync(RawClient.HangLimit), Throws.InstanceOf<ConnectionClosedException>());
        await AssertRestsAsync(server, neighbour);
        var rest = await client.ReadToEndAsync();
        var frames = ServerFrame.Parse(rest);
        Assert.That(frames, Has.Count.GreaterThan(10));
        for (var number = 0; number < frames.Count; number++)
            Assert.That(Pattern.IsWhole(frames[number].Payload, number), $"Message {number}");
    }

    [Test]
    public async Task Draining_or_lingering_a_connection_rests_until_its_time_is_up([Values] bool draining, [Values] bool reset)
    {
        var time = new FakeTimeProvider();
        var full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var script = new HandlerScript();
        await using var server = await LoopServer.StartAsync(script, time);
        var client = await RawClient.OpenAsync(server);
        using var neighbour = await RawClient.OpenAsync(server);
        var connection = await script.OpenedAsync();
        var sending = draining ? SendAllAsync(connection, full) : Task.CompletedTask;
        if (draining)
            await full.Task.WaitAsync(RawClient.HangLimit);
        await client.SendAsync(ClientFrame.Close(4001));
        Assert.That((await script.EndedAsync()).Code, Is.EqualTo(4001));
        await AssertRestsAsync(server, neighbour);
        if (reset)
            client.Reset();
        using var hang = new CancellationTokenSource(RawClient.HangLimit);
        while (server.Connections > 1)
        {
            hang.Token.ThrowIfCancellationRequested();
            if (!reset)
                time.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(1, hang.Token);
        }
        await AssertRestsAsync(server, neighbour);
        client.Dispose();
        await sending.ContinueWith(_ => { }, TaskScheduler.Default).WaitAsync(hang.Token);
    }

    private static async Task SendAllAsync(IConnection connection, TaskCompletionSource full)
    {
        for (var number = 0; number < Messages; number++)
        {
            var sent = connection.SendAsync(Message.FromBinary(Pattern.Make(number, MessageBytes)));
            if (!sent.IsCompleted)
                full.TrySetResult();
            await sent;
        }
    }

    // A source that is always ready would be called at each turn, of which there are at least as many as receives of the neighbour.
    internal static async Task AssertRestsAsync(RunningServer server, RawClient neighbour)
    {
        await neighbour.AssertEchoesAsync();
        var before = server.LoopCalls;
        for (var i = 0; i < Calls; i++)
            await neighbour.AssertEchoesAsync();
        // A clock may have asked for something now and then.
        Assert.That(server.LoopCalls - before, Is.LessThan(Calls + (Calls / 4)));
    }
}
