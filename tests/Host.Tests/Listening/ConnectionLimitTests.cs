using System.Net;
using Abstractions;
using Contracts;
using Host.Tests.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace Host.Tests.Listening;

/// <summary>How many connections there may be, and that each gives its place back once, however it ends.</summary>
public sealed class ConnectionLimitTests
{
    private static readonly TimeSpan HandshakeTime = TimeSpan.FromSeconds(10);

    private FakeTimeProvider _time = null!;
    private RunningServer _server = null!;

    [TearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public async Task Beyond_all_connections_a_handshake_is_refused_and_pages_are_served([Values] Door door, [Values] bool tls)
    {
        await StartAsync("--Limits:Connections", "2");
        using var counters = new Counters();
        using var first = await RawClient.OpenAsync(_server, door, tls);
        using var second = await RawClient.OpenAsync(_server, door, tls);
        using var third = await AskAsync(door, tls);

        var response = await third.ReadResponseAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(response.StatusLine, Is.EqualTo("HTTP/1.1 503 Service Unavailable"));
            Assert.That(response.Body, Is.EqualTo("the server has as many connections as it may have\n"));
            Assert.That(counters.Sum("wharf.connections.turned_away", "limit=connections"), Is.EqualTo(1));
            Assert.That(counters.Sum("wharf.handshakes.refused", "status=503"), Is.EqualTo(1));
        }
        using var page = await RawClient.ConnectAsync(_server, tls);
        await page.GetAsync();
        await AssertEchoesAsync(first);
        await AssertEchoesAsync(second);
    }

    [Test]
    public async Task Beyond_the_connections_of_an_address_only_that_address_is_refused([Values] Door door)
    {
        await StartAsync("--Limits:ConnectionsPerAddress", "1");
        using var counters = new Counters();
        using var first = await RawClient.OpenAsync(_server, door);
        using var second = await AskAsync(door);
        using var elsewhere = await RawClient.ConnectAsync(_server, from: IPAddress.Parse("127.0.0.2"));
        await elsewhere.SendAsync(RequestText.Upgrade());

        using (Assert.EnterMultipleScope())
        {
            Assert.That((await second.ReadResponseAsync()).StatusLine, Is.EqualTo("HTTP/1.1 429 Too Many Requests"));
            Assert.That((await elsewhere.ReadResponseAsync()).Status, Is.EqualTo(101));
            Assert.That(counters.Sum("wharf.connections.turned_away", "limit=connections_per_address"), Is.EqualTo(1));
            Assert.That(counters.Sum("wharf.handshakes.refused", "status=429"), Is.EqualTo(1));
        }
    }

    [Test]
    public async Task A_closed_connection_gives_its_place_back_once([Values] Door door, [Values] bool tls)
    {
        await StartAsync("--Limits:ConnectionsPerAddress", "1");
        using (var client = await RawClient.OpenAsync(_server, door, tls))
        {
            await client.SendAsync(ClientFrame.Close(1000));
            Assert.That((await client.ReadFrameAsync()).CloseCode, Is.EqualTo(1000));
            await client.WaitForEndAsync();
        }
        await AssertOnePlaceAsync();
    }

    [Test]
    public async Task A_connection_that_is_reset_gives_its_place_back_once([Values] Door door)
    {
        await StartAsync("--Limits:ConnectionsPerAddress", "1");
        var client = await RawClient.OpenAsync(_server, door);
        client.Reset();
        await AssertOnePlaceAsync();
    }

    [Test]
    public async Task A_challenge_that_never_comes_gives_its_place_back_once([Values] Door door, [Values] bool tls, [Values("", "1234567")] string sent)
    {
        await StartAsync("--Limits:ConnectionsPerAddress", "1");
        using var client = await AskAsync(door, tls, ChallengeAdapter.Request + sent);
        Assert.That((await client.ReadResponseAsync()).Head, Is.EqualTo(ChallengeAdapter.Head));
        _time.Advance(HandshakeTime);
        await client.WaitForEndAsync();
        await AssertOnePlaceAsync();
    }

    [Test]
    public async Task A_client_that_resets_in_place_of_its_challenge_gives_its_place_back_once([Values] Door door)
    {
        await StartAsync("--Limits:ConnectionsPerAddress", "1");
        var client = await AskAsync(door, request: ChallengeAdapter.Request);
        Assert.That((await client.ReadResponseAsync()).Head, Is.EqualTo(ChallengeAdapter.Head));
        client.Reset();
        await AssertOnePlaceAsync();
    }

    [Test]
    public async Task A_handler_that_cannot_be_made_gives_its_place_back_once([Values] Door door)
    {
        await StartAsync("--Limits:ConnectionsPerAddress", "1");
        using var client = await AskAsync(door, request: RequestText.Upgrade("/unmade"));
        Assert.That((await client.ReadResponseAsync()).Status, Is.EqualTo(500));
        await AssertOnePlaceAsync();
    }

    [Test]
    public async Task A_handshake_that_is_refused_takes_no_place([Values] Door door)
    {
        await StartAsync("--Limits:ConnectionsPerAddress", "1");
        using var client = await AskAsync(door, request: RequestText.Upgrade("/nowhere"));
        Assert.That((await client.ReadResponseAsync()).Status, Is.EqualTo(404));
        await AssertOnePlaceAsync();
    }

    private async Task StartAsync(params string[] settings)
    {
        _time = new FakeTimeProvider();
        _server = await new ServerSetup
        {
            Time = _time,
            Settings = settings,
            Plugin = plugin =>
            {
                plugin.AddAdapter<ChallengeAdapter>();
                plugin.Services.AddSingleton<MadeOnceHandler.Count>();
                plugin.AddHandler<MadeOnceHandler>("unmade", "/unmade");
            },
        }.StartAsync();
    }

    private async Task<RawClient> AskAsync(Door door, bool tls = false, string? request = null)
    {
        var client = await RawClient.ConnectAsync(_server, tls);
        if (door == Door.Later)
            await client.GetAsync();
        await client.SendAsync(request ?? RequestText.Upgrade());
        return client;
    }

    // The place is free once the server has noticed the end, and then for one connection, not two.
    private async Task AssertOnePlaceAsync()
    {
        using var hang = new CancellationTokenSource(RawClient.HangLimit);
        while (true)
        {
            hang.Token.ThrowIfCancellationRequested();
            using var client = await AskAsync(Door.First);
            if ((await client.ReadResponseAsync()).Status != 101)
                continue;
            using var further = await AskAsync(Door.First);
            Assert.That((await further.ReadResponseAsync()).Status, Is.EqualTo(429));
            await AssertEchoesAsync(client);
            return;
        }
    }

    private static async Task AssertEchoesAsync(RawClient client)
    {
        await client.SendAsync(ClientFrame.Text("still there"));
        Assert.That((await client.ReadFrameAsync()).Text, Is.EqualTo("still there"));
    }
}
