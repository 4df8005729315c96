using Abstractions;
using Contracts;
using Host.Tests.Connections;

namespace Host.Tests.Listening.Http2;

/// <summary>The server stops, and its clients leave their TCP connections open, as one may that has nothing more to say.</summary>
public sealed class StopTests
{
    private HandlerScript _script = null!;

    [SetUp]
    public void Prepare() => _script = new HandlerScript();

    // The clock stands still: nothing but the end of the streams lets the server stop.
    [Test]
    public async Task It_ends_with_the_last_stream([Values] bool tls)
    {
        await using var server = await Http2Server.StartAsync(_script, new FakeTimeProvider());
        await using var client = await Http2Client.ConnectAsync(server, tls);
        Http2Stream[] streams = [await client.OpenAsync(), await client.OpenAsync(), await client.OpenAsync()];
        var stop = server.StopAsync();
        foreach (var stream in streams)
        {
            Assert.That((await stream.ReadFrameAsync()).CloseCode, Is.EqualTo(CloseCode.GoingAway));
            await stream.SendAsync(ClientFrame.Close(CloseCode.GoingAway), end: true);
            Assert.That(await stream.ReadToEndAsync(), Is.Empty);
        }
        await client.GoAway;
        await stop;
        await client.Ended;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(_script.Disconnects, Is.EqualTo(Enumerable.Repeat(new CloseReason(CloseCode.GoingAway), 3)));
            Assert.That(server.Log.Warnings, Has.None.Contains("were cut off"));
        }
    }

    [Test]
    public async Task It_waits_no_longer_for_an_answer_than_for_any_other([Values] bool tls)
    {
        var time = new FakeTimeProvider();
        await using var server = await Http2Server.StartAsync(_script, time, settings: ["--Shutdown:DrainSeconds", "86400"]);
        await using var client = await Http2Client.ConnectAsync(server, tls);
        Http2Stream[] streams = [await client.OpenAsync(), await client.OpenAsync()];
        await time.AdvanceUntilAsync(server.StopAsync(), TimeSpan.FromSeconds(5));

        foreach (var stream in streams)
            Assert.That(await stream.ReadResetAsync(), Is.EqualTo(8));
        Assert.That(server.Connections, Is.Zero);
    }

    [Test]
    public async Task It_takes_no_longer_than_the_drain([Values] bool tls)
    {
        var time = new FakeTimeProvider();
        await using var server = await Http2Server.StartAsync(_script, time, settings: ["--Limits:CloseSeconds", "3600", "--Shutdown:DrainSeconds", "30"]);
        await using var client = await Http2Client.ConnectAsync(server, tls);
        await client.OpenAsync();
        var stop = server.StopAsync();
        using var hang = new CancellationTokenSource(RawClient.HangLimit);
        await time.WaitForTimerAsync(TimeSpan.FromSeconds(30), hang.Token);
        time.Advance(TimeSpan.FromSeconds(30));
        await stop;
        await client.Ended;

        Assert.That(server.Log.Warnings, Has.Exactly(1).Contains("were cut off"));
    }
}
