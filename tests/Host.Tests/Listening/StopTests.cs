using Abstractions;
using Contracts;
using Host.Tests.Connections;

namespace Host.Tests.Listening;

/// <summary>The server stops. Its clock stands still, so nothing but the end of its connections lets it.</summary>
public sealed class StopTests
{
    // Far beyond the time that a test takes, in the host's clock and in Kestrel's.
    private static readonly TimeSpan CloseTime = TimeSpan.FromHours(1);

    private FakeTimeProvider _time = null!;
    private HandlerScript _script = null!;
    private RunningServer _server = null!;

    [SetUp]
    public void Reset()
    {
        _time = new FakeTimeProvider();
        _script = new HandlerScript();
    }

    [TearDown]
    public async Task Dispose() => await _server.DisposeAsync();

    [Test]
    public async Task Connections_are_told_that_the_server_goes_away([Values] Door door, [Values] bool tls)
    {
        await StartAsync();
        var clients = new List<RawClient>();
        for (var i = 0; i < 5; i++)
            clients.Add(await RawClient.OpenAsync(_server, door, tls));
        var stop = _server.StopAsync();
        foreach (var client in clients)
        {
            Assert.That((await client.ReadFrameAsync()).CloseCode, Is.EqualTo(CloseCode.GoingAway));
            await client.SendAsync(ClientFrame.Close(CloseCode.GoingAway));
            Assert.That(await client.ReadToEndAsync(), Is.Empty);
            client.Dispose();
        }
        await stop;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(_script.Disconnects, Is.EqualTo(Enumerable.Repeat(new CloseReason(CloseCode.GoingAway), clients.Count)));
            Assert.That(_server.Connections, Is.Zero);
        }
    }

    [Test]
    public async Task A_client_that_does_not_answer_is_cut_off([Values] Door door, [Values] bool tls)
    {
        await StartAsync();
        using var client = await RawClient.OpenAsync(_server, door, tls);
        var stop = _server.StopAsync();
        Assert.That((await client.ReadFrameAsync()).CloseCode, Is.EqualTo(CloseCode.GoingAway));
        await _time.AdvanceUntilAsync(stop, CloseTime);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(_script.Disconnects, Is.EqualTo((CloseReason[])[new(CloseCode.AbnormalClosure)]));
            Assert.That(_server.Connections, Is.Zero);
        }
    }

    [Test]
    public async Task What_was_sent_before_still_arrives([Values] Door door, [Values] bool tls)
    {
        await StartAsync();
        using var client = await RawClient.OpenAsync(_server, door, tls);
        var connection = await _script.OpenedAsync();
        for (var i = 0; i < 10; i++)
            await connection.SendAsync(Message.FromBinary(new byte[64 * 1024]));
        var stop = _server.StopAsync();
        for (var i = 0; i < 10; i++)
            Assert.That((await client.ReadFrameAsync()).Payload, Has.Length.EqualTo(64 * 1024));
        Assert.That((await client.ReadFrameAsync()).CloseCode, Is.EqualTo(CloseCode.GoingAway));
        await client.SendAsync(ClientFrame.Close(CloseCode.GoingAway));
        Assert.That(await client.ReadToEndAsync(), Is.Empty);
        client.Dispose();
        await stop;
    }

    [TestCase("")]
    [TestCase("GET /chat HTTP/1.1\r\nHost: ")]
    public async Task A_connection_in_its_head_does_not_hold_the_stop_up(string sent)
    {
        foreach (var tls in (bool[])[false, true])
        {
            await StartAsync();
            using var client = await RawClient.ConnectAsync(_server, tls);
            await client.SendAsync(sent);
            await WaitForHeadAsync();
            await _server.StopAsync();
            await client.WaitForEndAsync();
            await _server.DisposeAsync();
        }
    }

    [Test]
    public async Task A_connection_in_its_challenge_does_not_hold_the_stop_up([Values] Door door, [Values] bool tls)
    {
        await StartAsync();
        using var client = await RawClient.ConnectAsync(_server, tls);
        if (door == Door.Later)
            await client.GetAsync();
        await client.SendAsync(ChallengeAdapter.Request);
        await client.ReadResponseAsync();
        await _server.StopAsync();
        await client.WaitForEndAsync();
    }

    [Test]
    public async Task An_idle_connection_of_HTTP_does_not_hold_the_stop_up([Values] bool tls)
    {
        await StartAsync();
        using var client = await RawClient.ConnectAsync(_server, tls);
        await client.GetAsync();
        await _server.StopAsync();
        Assert.That(await client.ReadToEndAsync(), Is.Empty);
    }

    private async Task StartAsync() =>
        _server = await new ServerSetup { Time = _time, Script = _script, Settings = ["--Limits:CloseSeconds", $"{CloseTime.TotalSeconds}", "--Shutdown:DrainSeconds", "86400"], Plugin = plugin => plugin.AddAdapter<ChallengeAdapter>() }.StartAsync();

    private async Task WaitForHeadAsync()
    {
        using var hang = new CancellationTokenSource(RawClient.HangLimit);
        await _time.WaitForTimerAsync(TimeSpan.FromSeconds(10), hang.Token);
    }
}
