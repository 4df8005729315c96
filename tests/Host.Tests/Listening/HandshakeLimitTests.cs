using System.Net.Sockets;
using Contracts;
using Host.Tests.Connections;

namespace Host.Tests.Listening;

/// <summary>How many opening handshakes may be in progress; and that a slow one ends alone, and makes room.</summary>
public sealed class HandshakeLimitTests
{
    private static readonly TimeSpan HandshakeTime = TimeSpan.FromSeconds(10);

    private FakeTimeProvider _time = null!;
    private WatchedListener _listener = null!;
    private RunningServer _server = null!;
    private RawClient _other = null!;

    [SetUp]
    public async Task Start()
    {
        _time = new FakeTimeProvider();
        _listener = new WatchedListener();
        _server = await new ServerSetup
        {
            Time = _time,
            Configure = _listener.Use,
            Settings = ["--Limits:Handshakes", "1", "--Limits:HandshakeSeconds", $"{HandshakeTime.TotalSeconds}"],
            Plugin = plugin => plugin.AddAdapter<ChallengeAdapter>(),
        }.StartAsync();
        _other = await RawClient.OpenAsync(_server);
        await _listener.AcceptedAsync();
        // The answer is on the wire a moment before its handshake is over; an echo comes after.
        await AssertEchoesAsync(_other);
    }

    [TearDown]
    public async Task TheOtherHasGoneOn()
    {
        await AssertEchoesAsync(_other);
        _other.Dispose();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task Beyond_the_handshakes_in_progress_a_connection_is_refused_at_once([Values("", "GET /chat HTTP/1.1\r\n")] string sent)
    {
        using var counters = new Counters();
        using var slow = await BeginAsync(sent);
        using var client = await RawClient.ConnectAsync(_server);

        // It has sent nothing.
        var response = await client.ReadResponseAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(response.StatusLine, Is.EqualTo("HTTP/1.1 503 Service Unavailable"));
            Assert.That(response.Body, Is.EqualTo("too many opening handshakes are in progress\n"));
            Assert.That(await client.ReadToEndAsync(), Is.Empty);
            Assert.That(counters.Sum("wharf.connections.turned_away", "limit=handshakes"), Is.EqualTo(1));
            Assert.That(counters.Sum("wharf.handshakes.refused", "status=503"), Is.EqualTo(1));
        }
        await AssertEchoesAsync(_other);
    }

    [Test]
    public async Task Beyond_the_handshakes_in_progress_TLS_is_not_begun([Values] bool slowTls)
    {
        using var counters = new Counters();
        using var slow = await BeginAsync("", slowTls);
        Assert.That(async () => await RawClient.ConnectAsync(_server, tls: true), Throws.InstanceOf<IOException>().Or.InstanceOf<SocketException>());
        Assert.That(counters.Sum("wharf.connections.turned_away", "limit=handshakes"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_head_that_trickles_in_is_cut_off_and_makes_room([Values] bool tls)
    {
        using (var slow = await RawClient.ConnectAsync(_server, tls))
        {
            var input = await _listener.AcceptedAsync();
            foreach (var octet in RequestText.Upgrade()[..(int)HandshakeTime.TotalSeconds])
            {
                await slow.SendAsync($"{octet}");
                await AssertEchoesAsync(_other);
                await WaitUntilReadAsync(input, tls);
                _time.Advance(TimeSpan.FromSeconds(1));
            }
            // Over TLS the head may not have got to the door yet.
            if (!tls)
                Assert.That((await slow.ReadResponseAsync()).StatusLine, Is.EqualTo("HTTP/1.1 408 Request Timeout"));
            var end = slow.WaitForEndAsync();
            await _time.AdvanceUntilAsync(end, TimeSpan.FromSeconds(1));
        }
        await AssertRoomForOneAsync();
    }

    [Test]
    public async Task A_challenge_that_trickles_in_is_cut_off_and_makes_room([Values] Door door, [Values] bool tls)
    {
        using (var slow = await RawClient.ConnectAsync(_server, tls))
        {
            if (door == Door.Later)
                await slow.GetAsync();
            await slow.SendAsync(ChallengeAdapter.Request);
            Assert.That((await slow.ReadResponseAsync()).Head, Is.EqualTo(ChallengeAdapter.Head));
            for (var i = 0; i < ChallengeAdapter.ChallengeBytes - 1; i++)
            {
                await slow.SendAsync("x");
                await AssertEchoesAsync(_other);
                _time.Advance(TimeSpan.FromSeconds(1));
            }
            using var refused = await RawClient.ConnectAsync(_server);
            Assert.That((await refused.ReadResponseAsync()).Status, Is.EqualTo(503));
            _time.Advance(HandshakeTime);
            await slow.WaitForEndAsync();
        }
        await AssertRoomForOneAsync();
    }

    [Test]
    public async Task A_connection_that_has_opened_or_is_ordinary_HTTP_is_no_handshake_any_more([Values] Door door, [Values] bool tls)
    {
        using var page = await RawClient.ConnectAsync(_server, tls);
        await page.GetAsync();
        using var client = await RawClient.OpenAsync(_server, door, tls);
        await AssertEchoesAsync(client);
        await page.GetAsync();
        await AssertRoomForOneAsync();
    }

    [Test]
    public async Task A_connection_that_leaves_makes_room([Values("", "GET")] string sent, [Values] bool reset)
    {
        var slow = await BeginAsync(sent);
        if (reset)
            slow.Reset();
        slow.Dispose();
        await AssertRoomForOneAsync();
    }

    [Test]
    public async Task A_TLS_handshake_that_is_never_begun_is_cut_off_and_makes_room()
    {
        // Kestrel looks at no clock but the system's for this.
        await using var server = await new ServerSetup { Settings = ["--Limits:Handshakes", "1", "--Limits:HandshakeSeconds", "1"] }.StartAsync();
        using var hang = new CancellationTokenSource(RawClient.HangLimit);
        using (var slow = new TcpClient())
        {
            await slow.ConnectAsync(server.EndPoint(tls: true), hang.Token);
            try
            {
                Assert.That(await slow.GetStream().ReadAsync(new byte[1], hang.Token), Is.Zero);
            }
            catch (IOException)
            {
                // A reset is an end, too.
            }
        }
        while (true)
        {
            try
            {
                (await RawClient.OpenAsync(server, tls: true)).Dispose();
                return;
            }
            catch (Exception exception) when (exception is IOException or SocketException && !hang.IsCancellationRequested)
            {
                // The server has not noticed yet.
            }
        }
    }

    // A handshake that the server waits for.
    private async Task<RawClient> BeginAsync(string sent, bool tls = false)
    {
        var client = await RawClient.ConnectAsync(_server, tls);
        var input = await _listener.AcceptedAsync();
        await WaitUntilReadAsync(input, tls);
        if (sent.Length > 0)
        {
            await client.SendAsync(sent);
            await WaitUntilReadAsync(input, tls);
        }
        return client;
    }

    // TLS reads as it likes; only its connection counts here.
    private static Task WaitUntilReadAsync(WatchedInput input, bool tls) => tls ? Task.CompletedTask : input.WaitForReadAsync();

    // There is room once the server has noticed the end, and then for one handshake, not two.
    private async Task AssertRoomForOneAsync()
    {
        using var hang = new CancellationTokenSource(RawClient.HangLimit);
        while (true)
        {
            hang.Token.ThrowIfCancellationRequested();
            using var slow = await RawClient.ConnectAsync(_server);
            await slow.SendAsync(ChallengeAdapter.Request);
            if ((await slow.ReadResponseAsync()).Status != 101)
                continue;
            using var further = await RawClient.ConnectAsync(_server);
            Assert.That((await further.ReadResponseAsync()).Status, Is.EqualTo(503));
            return;
        }
    }

    private static async Task AssertEchoesAsync(RawClient client)
    {
        await client.SendAsync(ClientFrame.Text("still there"));
        Assert.That((await client.ReadFrameAsync()).Text, Is.EqualTo("still there"));
    }
}
