using System.Net;
using System.Net.Sockets;
using Abstractions;
using Adapters.Hixie76;
using Contracts;
using Host.Tests.Connections;
using Host.Tests.Listening;

namespace Host.Tests.Sockets;

/// <summary>An opening handshake that is there as a whole is answered by the loop; whatever else comes first meets the same answers as ever.</summary>
[Platform("Linux")]
public sealed class LoopOpeningTests
{
    private static readonly TimeSpan HandshakeTime = TimeSpan.FromSeconds(10);

    [Test]
    public async Task A_handshake_cut_at_any_byte_is_accepted()
    {
        await using var server = await LoopServer.StartAsync(loops: 2);
        var request = RequestText.Upgrade();
        foreach (var at in Enumerable.Range(1, request.Length - 1))
        {
            using var client = await RawClient.ConnectAsync(server);
            await client.SendAsync(request[..at]);
            await client.SendAsync(request[at..]);
            Assert.That((await client.ReadResponseAsync()).Status, Is.EqualTo(101), $"Cut at {at}");
            await client.AssertEchoesAsync();
        }
    }

    [Test]
    public async Task Frames_right_behind_the_head_are_the_connections()
    {
        await using var server = await LoopServer.StartAsync();
        using var client = await RawClient.ConnectAsync(server);
        await client.SendAsync(RequestText.Upgrade(), ClientFrame.Text("one"), ClientFrame.Text("two"));
        Assert.That((await client.ReadResponseAsync()).Status, Is.EqualTo(101));
        Assert.That((await client.ReadFrameAsync()).Text, Is.EqualTo("one"));
        Assert.That((await client.ReadFrameAsync()).Text, Is.EqualTo("two"));
    }

    [Test]
    public async Task A_challenge_is_answered_with_the_head_and_behind_it([Values] bool together)
    {
        await using var server = await LoopServer.StartAsync(plugin: plugin =>
        {
            plugin.AddAdapter<Hixie76Adapter>();
            plugin.AddHandler<ScriptedHandler>("any", "/*");
        });
        using var client = await RawClient.ConnectAsync(server);
        await client.SendAsync(Hixie76Server.Head() + (together ? Hixie76Server.Key3 : ""));
        if (!together)
        {
            await Hixie76Server.AssertHeadAsync(client, tls: false);
            await client.SendAsync(Hixie76Server.Key3);
            Assert.That(System.Text.Encoding.Latin1.GetString(await client.ReadAsync(16)), Is.EqualTo(Hixie76Server.Answer));
        }
        else
        {
            await Hixie76Server.AssertAcceptedAsync(client, tls: false);
        }
        await client.SendAsync(Hixie76Server.Text("hello"));
        await Hixie76Server.AssertReadsAsync(client, Hixie76Server.Text("hello"));
    }

    [Test]
    public async Task An_adapter_that_throws_over_a_challenge_costs_its_client_only()
    {
        await using var server = await LoopServer.StartAsync(settings: ["--Limits:Connections", "2", "--Limits:Handshakes", "1"], plugin: plugin => plugin.AddAdapter<ThrowingAdapter>());
        using var neighbour = await RawClient.OpenAsync(server);
        for (var i = 0; i < 5; i++)
        {
            using var client = await RawClient.ConnectAsync(server);
            await client.SendAsync(ChallengeAdapter.Request + "12345678");
            await client.WaitForEndAsync();
        }
        // Its place is free again.
        await server.Log.WaitForAsync("failed unexpectedly");
        using var another = await RawClient.OpenAsync(server);
        await another.AssertEchoesAsync();
        await LoopSendingTests.AssertRestsAsync(server, neighbour);
    }

    [Test]
    public async Task Many_open_at_once_on_two_loops()
    {
        await using var server = await LoopServer.StartAsync(loops: 2);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(number => Task.Run(async () =>
        {
            using var client = await RawClient.OpenAsync(server);
            await client.AssertEchoesAsync($"{number}");
        })));
    }

    [Test]
    public async Task What_comes_with_the_handshake_is_not_lost([Values("/chat", "/nowhere")] string target)
    {
        await using var server = await LoopServer.StartAsync();
        using var client = await RawClient.ConnectAsync(server);
        byte[] bytes = [.. System.Text.Encoding.ASCII.GetBytes(RequestText.Upgrade(target)), .. Connections.ClientFrame.Text("at once")];
        await client.SendAsync(bytes);
        var response = await client.ReadResponseAsync();
        Assert.That(response.Status, Is.EqualTo(target == "/chat" ? 101 : 404));
        if (target == "/chat")
            Assert.That((await client.ReadFrameAsync()).Text, Is.EqualTo("at once"));
    }

    [Test]
    public async Task A_silent_socket_ends_without_a_word_when_its_time_is_up()
    {
        var time = new FakeTimeProvider();
        await using var server = await LoopServer.StartAsync(time: time);
        using var counters = new Counters();
        using var silent = await RawClient.ConnectAsync(server);
        using var neighbour = await RawClient.OpenAsync(server);
        var end = silent.ReadToEndAsync();
        for (var second = 0; second < HandshakeTime.TotalSeconds - 1; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await neighbour.AssertEchoesAsync();
        }
        Assert.That(end.IsCompleted, Is.False);
        await time.AdvanceUntilAsync(end, TimeSpan.FromSeconds(1));
        Assert.That(await end, Is.Empty);
        Assert.That(counters.Sum("wharf.handshakes.dropped"), Is.EqualTo(1));
        await neighbour.AssertEchoesAsync();
    }

    [Test]
    public async Task A_head_that_is_not_finished_in_time_is_too_slow()
    {
        var time = new FakeTimeProvider();
        await using var server = await LoopServer.StartAsync(time: time);
        using var slow = await RawClient.ConnectAsync(server);
        await slow.SendAsync(RequestText.Upgrade()[..60]);
        var response = slow.ReadResponseAsync();
        await time.AdvanceUntilAsync(response, TimeSpan.FromSeconds(1));
        Assert.That((await response).StatusLine, Is.EqualTo("HTTP/1.1 408 Request Timeout"));
    }

    [Test]
    public async Task Beyond_the_handshakes_in_progress_a_connection_is_refused_and_each_that_ends_makes_room([Values("silent", "reset", "partial")] string way)
    {
        var time = new FakeTimeProvider();
        await using var server = await LoopServer.StartAsync(time: time, settings: ["--Limits:Handshakes", "1"]);
        using var neighbour = await RawClient.OpenAsync(server);
        await neighbour.AssertEchoesAsync();
        using var hang = new CancellationTokenSource(RawClient.HangLimit);
        for (var round = 0; round < 5; round++)
        {
            using var first = await RawClient.ConnectAsync(server);
            if (way == "partial")
            {
                await first.SendAsync("GET /chat HTTP/1.1\r\n");
                // It is in progress at Kestrel's door by then.
                await time.WaitForTimerAsync(HandshakeTime, hang.Token);
            }
            // What came before is accepted before; the loops make no other promise.
            using var second = await RawClient.ConnectAsync(server);
            Assert.That((await second.ReadResponseAsync()).Status, Is.EqualTo(503));
            if (way == "reset")
                first.Reset();
            else
                await time.AdvanceUntilAsync(first.WaitForEndAsync(), TimeSpan.FromSeconds(1));
            // Who was told that it was too slow keeps its place until it has ended, too.
            first.Dispose();
            await WaitForRoomAsync(server);
        }
    }

    [Test]
    public async Task A_reset_in_the_handshake_leaves_nothing()
    {
        await using var server = await LoopServer.StartAsync(settings: ["--Limits:Handshakes", "1"]);
        using var neighbour = await RawClient.OpenAsync(server);
        for (var i = 0; i < 50; i++)
        {
            var client = await RawClient.ConnectAsync(server);
            if (i % 2 == 0)
                await client.SendAsync(RequestText.Upgrade());
            client.Reset();
        }
        await WaitForRoomAsync(server);
        await LoopSendingTests.AssertRestsAsync(server, neighbour);
    }

    [Test]
    public async Task A_client_of_a_UNIX_socket_may_have_a_long_address_of_its_own()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "s");
        await using var server = await LoopServer.StartAsync(settings: ["--urls", $"http://unix:{path}"]);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Path.Combine(folder.Path, new string('c', 40))));
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        await socket.SendAsync(System.Text.Encoding.ASCII.GetBytes(RequestText.Upgrade()));
        var answer = new byte[12];
        using var hang = new CancellationTokenSource(RawClient.HangLimit);
        for (var read = 0; read < answer.Length;)
            read += await socket.ReceiveAsync(answer.AsMemory(read), hang.Token) is > 0 and var more ? more : throw new EndOfStreamException();
        Assert.That(System.Text.Encoding.ASCII.GetString(answer), Is.EqualTo("HTTP/1.1 101"));
    }

    private static async Task WaitForRoomAsync(RunningServer server)
    {
        using var hang = new CancellationTokenSource(RawClient.HangLimit);
        while (true)
        {
            hang.Token.ThrowIfCancellationRequested();
            using var client = await RawClient.ConnectAsync(server);
            await client.SendAsync(RequestText.Upgrade());
            if ((await client.ReadResponseAsync()).Status != 101)
                continue;
            await client.AssertEchoesAsync();
            return;
        }
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("wharf").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }

    private sealed class ThrowingAdapter : IProtocolAdapter, IHandshakeNegotiator
    {
        private readonly ChallengeAdapter _adapter = new();

        public string Name => "throwing";

        public IHandshakeNegotiator Handshake => this;

        public IReadOnlyList<string> Versions => [];

        public bool Claims(HandshakeRequest request) => _adapter.Claims(request);

        public HandshakeResponse Negotiate(HandshakeRequest request, HandshakeOptions options) => HandshakeResponse.Accept(
            101, "Make It So", [], new AcceptedHandshake(), new HandshakeChallenge(ChallengeAdapter.ChallengeBytes, _ => throw new InvalidDataException("On purpose.")));

        public IFrameCodec CreateCodec(AcceptedHandshake accepted, in CodecLimits limits) => _adapter.CreateCodec(accepted, limits);
    }
}
