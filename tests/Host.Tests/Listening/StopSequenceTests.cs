using System.Net.Sockets;
using Abstractions;
using Contracts;
using Host.Tests.Connections;

namespace Host.Tests.Listening;

/// <summary>The order in which the server stops, by a clock that passes as the test says.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class StopSequenceTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly TaskCompletionSource _never = new();
    private readonly CancellationTokenSource _hang = new(RawClient.HangLimit);
    private RunningServer _server = null!;

    public async ValueTask DisposeAsync()
    {
        _never.TrySetResult();
        await _server.DisposeAsync();
        _hang.Dispose();
    }

    [Test]
    public async Task At_first_it_still_listens_and_says_that_it_stops([Values] bool tls)
    {
        await StartAsync(new HandlerScript(), "--Shutdown:ReadinessSeconds", "60");
        var stop = await BeginAsync(TimeSpan.FromSeconds(60));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await AskAsync("/healthz", tls), Is.EqualTo((503, "stopping\n")));
            Assert.That(await AskAsync("/healthz/ready", tls), Is.EqualTo((503, "stopping\n")));
            Assert.That(await AskAsync("/healthz/live", tls), Is.EqualTo((200, "ok\n")));
        }
        _time.Advance(TimeSpan.FromSeconds(60));
        await stop;
        Assert.That(async () => await RawClient.ConnectAsync(_server, tls), Throws.InstanceOf<SocketException>());
    }

    [TestCase("/healthz")]
    [TestCase("/healthz/ready")]
    [TestCase("/healthz/live")]
    public async Task Before_that_it_is_healthy(string path)
    {
        await StartAsync(new HandlerScript());

        Assert.That(await AskAsync(path, tls: false), Is.EqualTo((200, "ok\n")));
    }

    [Test]
    public async Task At_first_it_refuses_new_connections_and_serves_the_old_ones([Values] Door door, [Values] bool tls)
    {
        await StartAsync(new HandlerScript(), "--Shutdown:ReadinessSeconds", "60");
        using var old = await RawClient.OpenAsync(_server, door, tls);
        var stop = await BeginAsync(TimeSpan.FromSeconds(60));

        using var late = await RawClient.ConnectAsync(_server, tls);
        if (door == Door.Later)
        {
            await late.SendAsync(RequestText.Get("/healthz/live"));
            await late.ReadResponseAsync();
        }
        await late.SendAsync(RequestText.Upgrade());
        Assert.That((await late.ReadResponseAsync()).Status, Is.EqualTo(503));
        late.Dispose();
        await old.SendAsync(ClientFrame.Text("still here"));
        Assert.That((await old.ReadFrameAsync()).Text, Is.EqualTo("still here"));

        _time.Advance(TimeSpan.FromSeconds(60));
        await AnswerCloseAsync(old);
        await stop;
    }

    [Test]
    public async Task Connections_are_told_one_after_the_other()
    {
        var script = new HandlerScript();
        await StartAsync(script, "--Shutdown:SpreadSeconds", "400", "--Shutdown:DrainSeconds", "700");
        var clients = new List<RawClient>();
        var connections = new List<IConnection>();
        for (var i = 0; i < 4; i++)
        {
            clients.Add(await RawClient.OpenAsync(_server));
            connections.Add(await script.OpenedAsync());
        }
        var stop = _server.StopAsync();
        for (var told = 1; told < 4; told++)
        {
            await _time.WaitForTimerAsync(TimeSpan.FromSeconds(100), _hang.Token);
            Assert.That(connections.Count(connection => connection.Aborted.IsCancellationRequested), Is.EqualTo(told));
            _time.Advance(TimeSpan.FromSeconds(100));
        }
        await _time.WaitForTimerAsync(TimeSpan.FromSeconds(700), _hang.Token);
        foreach (var client in clients)
            await AnswerCloseAsync(client);
        await stop;
        Assert.That(_server.Log.Warnings, Has.None.Contains("were cut off"));
    }

    [Test]
    public async Task It_does_not_wait_for_connections_that_have_ended()
    {
        await StartAsync(new HandlerScript(), "--Shutdown:SpreadSeconds", "400");
        using var first = await RawClient.OpenAsync(_server);
        using var second = await RawClient.OpenAsync(_server);
        var stop = await BeginAsync(TimeSpan.FromSeconds(200));
        await AnswerCloseAsync(first);
        await second.SendAsync(ClientFrame.Close(CloseCode.Normal));
        Assert.That((await second.ReadFrameAsync()).CloseCode, Is.EqualTo(CloseCode.Normal));
        second.Dispose();
        await stop;
    }

    [Test]
    public async Task A_handler_that_does_not_return_is_not_waited_for_beyond_the_drain([Values] bool blocks)
    {
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await StartAsync(new HandlerScript { OnMessage = (_, _, _) => Stick(called, blocks) }, "--Shutdown:DrainSeconds", "30");
        using var client = await RawClient.OpenAsync(_server);
        await client.SendAsync(ClientFrame.Text("stick"));
        await called.Task.WaitAsync(_hang.Token);
        var stop = await BeginAsync(TimeSpan.FromSeconds(30));
        Assert.That(stop.IsCompleted, Is.False);
        _time.Advance(TimeSpan.FromSeconds(30));
        await stop;
        Assert.That(_server.Log.Warnings, Has.Exactly(1).Contains("were cut off"));
    }

    private ValueTask Stick(TaskCompletionSource called, bool blocks)
    {
        called.SetResult();
        if (blocks)
            _never.Task.Wait(_hang.Token);
        return new ValueTask(_never.Task);
    }

    private async Task StartAsync(HandlerScript script, params string[] settings) =>
        _server = await new ServerSetup { Time = _time, Script = script, Settings = ["--Limits:CloseSeconds", "3600", .. settings] }.StartAsync();

    // The stop, when it has come to wait for the time.
    private async Task<Task> BeginAsync(TimeSpan wait)
    {
        var stop = _server.StopAsync();
        await _time.WaitForTimerAsync(wait, _hang.Token);
        return stop;
    }

    private async Task<(int Status, string Body)> AskAsync(string path, bool tls)
    {
        using var client = await RawClient.ConnectAsync(_server, tls);
        await client.SendAsync(RequestText.Get(path));
        var response = await client.ReadResponseAsync();
        return (response.Status, response.Body);
    }

    private static async Task AnswerCloseAsync(RawClient client)
    {
        Assert.That((await client.ReadFrameAsync()).CloseCode, Is.EqualTo(CloseCode.GoingAway));
        await client.SendAsync(ClientFrame.Close(CloseCode.GoingAway));
        Assert.That(await client.ReadToEndAsync(), Is.Empty);
        client.Dispose();
    }
}
