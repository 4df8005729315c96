using Abstractions;
using Contracts;
using Host.Tests.Connections;
using Host.Tests.Plugins;

namespace Host.Tests.Listening.Http2;

/// <summary>Clients that read nothing hold nothing for long: neither what is queued for their WebSockets, nor pages, nor the connection.</summary>
public sealed class StandstillTests
{
    private const int Cancel = 8;
    private const int Many = 100;
    private const int MessageBytes = 16 * 1024;
    private const int QueueBytes = 64 * 1024;

    private FakeTimeProvider _time = null!;

    [SetUp]
    public void Prepare() => _time = new FakeTimeProvider();

    [Test]
    public async Task Of_a_hundred_that_are_flooded_99_never_read_and_the_last_goes_on([Values] bool tls)
    {
        var accepted = new int[Many];
        var script = new HandlerScript
        {
            OnConnect = (connection, cancellationToken) =>
            {
                if (int.TryParse(connection.Request.Query, out var number))
                    _ = FloodAsync(connection, bytes => Interlocked.Add(ref accepted[number], bytes));
                return ValueTask.CompletedTask;
            },
        };
        await using var server = await Http2Server.StartAsync(script, _time, settings: ["--Limits:SendQueueBytes", $"{QueueBytes}"]);
        using var counters = new Counters();
        await using var client = await Http2Client.ConnectAsync(server, tls, window: 1000);
        var silent = new List<Http2Stream>();
        for (var i = 1; i < Many; i++)
            silent.Add(await client.OpenAsync($"/chat?{i}"));
        var last = await client.OpenAsync();
        await AssertEchoesAsync(last);
        using var hang = new CancellationTokenSource(RawClient.HangLimit);
        while (counters.Sum("wharf.sends.waited") < Many - 1)
            await Task.Delay(1, hang.Token);

        await AssertEchoesAsync(last);
        // The queue, the message that goes beyond it, and what is under way in Kestrel.
        Assert.That(accepted[1..], Has.All.InRange(QueueBytes, QueueBytes + MessageBytes + 64 * 1024));
        var resets = Task.WhenAll(silent.Select(stream => stream.ReadResetAsync()));
        await _time.AdvanceUntilAsync(resets, TimeSpan.FromSeconds(1));
        Assert.That(await resets, Has.All.EqualTo(Cancel));
        for (var i = 1; i < Many; i++)
            Assert.That(await script.EndedAsync(), Is.EqualTo(new CloseReason(CloseCode.AbnormalClosure)));
        await AssertEchoesAsync(last);
        Assert.That(counters.Sum("wharf.sends.timed_out"), Is.EqualTo(Many - 1));
    }

    [Test]
    public async Task A_page_that_is_not_read_is_reset_and_its_neighbours_go_on([Values] bool tls)
    {
        const int PageBytes = 200_000;
        using var drop = new DropFolder().Add("Plugins.Pages");
        await File.WriteAllTextAsync(Path.Combine(drop.Path, "Plugins.Pages", "wwwroot", "large.txt"), new string('x', PageBytes));
        await using var server = await Http2Server.StartAsync(time: _time, settings: ["--plugins", drop.Path, "--PluginHost:StageDirectory", drop.Stage]);
        using var counters = new Counters();
        await using var client = await Http2Client.ConnectAsync(server, tls, window: 1000);
        var neighbour = await client.OpenAsync();
        var page = await client.RequestAsync((":method", "GET"), (":scheme", tls ? "https" : "http"), (":path", "/Plugins.Pages/large.txt"), (":authority", "server.example"));
        Assert.That((await page.ReadHeadAsync()).Status, Is.EqualTo(200));
        var reset = page.ReadResetAsync();
        await _time.AdvanceUntilAsync(reset, TimeSpan.FromSeconds(1));

        Assert.That(await reset, Is.EqualTo(Cancel));
        Assert.That(counters.Sum("wharf.sends.timed_out"), Is.EqualTo(1));
        await AssertEchoesAsync(neighbour);
        Assert.That(await client.GetAsync("/Plugins.Pages/large.txt"), Has.Length.EqualTo("200 ".Length + PageBytes));
    }

    [Test]
    public async Task A_client_that_reads_nothing_of_TCP_loses_its_connection([Values] bool tls)
    {
        var script = new HandlerScript
        {
            OnMessage = (connection, message, cancellationToken) =>
            {
                _ = FloodAsync(connection, _ => { });
                return ValueTask.CompletedTask;
            },
        };
        await using var server = await Http2Server.StartAsync(script, _time);
        await using var client = await Http2Client.ConnectAsync(server, tls, window: int.MaxValue);
        var stream = await client.OpenAsync();
        client.StopReading();
        await stream.SendAsync(ClientFrame.Text("flood"));
        await _time.AdvanceUntilAsync(script.EndedAsync(), TimeSpan.FromSeconds(1));
        // Its own time began before that of the stream.
        _time.Advance(TimeSpan.FromSeconds(20));
        client.ReadOn();

        await client.Ended.WaitAsync(RawClient.HangLimit);
        Assert.That(server.Log.Lines, Has.Some.StartsWith("Dropped the HTTP/2 connection of 127.0.0.1"));
    }

    private static async Task FloodAsync(IConnection connection, Action<int> accepted)
    {
        try
        {
            while (true)
            {
                await connection.SendAsync(Message.FromBinary(new byte[MessageBytes]));
                accepted(MessageBytes);
            }
        }
        catch (ConnectionClosedException)
        {
            // What a flood comes to.
        }
    }

    private static async Task AssertEchoesAsync(Http2Stream stream)
    {
        for (var i = 0; i < 5; i++)
        {
            await stream.SendAsync(ClientFrame.Binary(new byte[10_000]));
            Assert.That((await stream.ReadFrameAsync()).Payload, Has.Length.EqualTo(10_000));
        }
    }
}
