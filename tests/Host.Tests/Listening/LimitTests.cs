using Contracts;
using Host.Tests.Connections;

namespace Host.Tests.Listening;

/// <summary>Each limit ends the connection that is beyond it, and no other.</summary>
public sealed class LimitTests
{
    private const int HeadBytes = 512;
    private const int MessageBytes = 1000;
    private const int MessageFragments = 30;

    private static readonly TimeSpan HandshakeTime = TimeSpan.FromSeconds(7);

    private FakeTimeProvider _time = null!;
    private WatchedListener _listener = null!;
    private RunningServer _server = null!;
    private RawClient _other = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _time = new FakeTimeProvider();
        _listener = new WatchedListener();
        _server = await new ServerSetup
        {
            Time = _time,
            Configure = _listener.Use,
            Settings =
            [
                "--Limits:RequestHeadBytes", $"{HeadBytes}", "--Limits:HandshakeSeconds", $"{HandshakeTime.TotalSeconds}", "--Limits:MessageBytes", $"{MessageBytes}", "--Limits:MessageFragments", $"{MessageFragments}",
                "--Limits:FrameSeconds", "20",
            ],
        }.StartAsync();
    }

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [SetUp]
    public async Task OpenAnother() => (_other, _) = await OpenAsync(Door.First, tls: false);

    [TearDown]
    public async Task TheOtherGoesOn()
    {
        await _other.SendAsync(ClientFrame.Text("still there"));
        Assert.That((await _other.ReadFrameAsync()).Text, Is.EqualTo("still there"));
        _other.Dispose();
    }

    [Test]
    public async Task A_head_of_just_the_limit_is_read()
    {
        using var client = await RawClient.ConnectAsync(_server);
        await _listener.AcceptedAsync();
        await client.SendAsync(Padded(HeadBytes));
        Assert.That((await client.ReadResponseAsync()).Status, Is.EqualTo(101));
    }

    [Test]
    public async Task A_head_beyond_the_limit_is_too_large([Values(HeadBytes + 1, 40 * HeadBytes)] int length, [Values] bool tls)
    {
        using var client = await RawClient.ConnectAsync(_server, tls);
        await _listener.AcceptedAsync();
        await client.SendAsync(Padded(length));
        var response = await client.ReadResponseAsync();
        var rest = client.ReadToEndAsync();
        // Over TLS both directions end at once, so the client gets a moment to stop sending.
        await _time.AdvanceUntilAsync(rest, TimeSpan.FromSeconds(0.5));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(response.StatusLine, Is.EqualTo("HTTP/1.1 431 Request Header Fields Too Large"));
            Assert.That(response.Body, Is.EqualTo("the head of the request is too large\n"));
            Assert.That(await rest, Is.Empty);
        }
    }

    [Test]
    public async Task A_head_beyond_the_limit_needs_no_end()
    {
        using var client = await RawClient.ConnectAsync(_server);
        await _listener.AcceptedAsync();
        await client.SendAsync(Padded(HeadBytes + 3)[..(HeadBytes + 1)]);
        Assert.That((await client.ReadResponseAsync()).Status, Is.EqualTo(431));
    }

    [Test]
    public async Task A_later_head_beyond_the_limit_is_too_large()
    {
        using var client = await RawClient.ConnectAsync(_server);
        await _listener.AcceptedAsync();
        await client.GetAsync();
        await client.SendAsync(Padded(2 * HeadBytes));
        Assert.That((await client.ReadResponseAsync()).Status, Is.EqualTo(431));
    }

    [Test]
    public async Task A_head_that_is_begun_and_not_finished_in_time_is_too_slow([Values(1, 60)] int sent)
    {
        using var client = await RawClient.ConnectAsync(_server);
        var input = await _listener.AcceptedAsync();
        await input.WaitForReadAsync();
        await client.SendAsync(RequestText.Upgrade()[..sent]);
        await input.WaitForReadAsync();
        _time.Advance(HandshakeTime);
        var response = await client.ReadResponseAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(response.StatusLine, Is.EqualTo("HTTP/1.1 408 Request Timeout"));
            Assert.That(response.Body, Is.EqualTo("the head of the request took too long\n"));
            Assert.That(await client.ReadToEndAsync(), Is.Empty);
        }
    }

    [Test]
    public async Task A_connection_on_which_nothing_was_sent_ends_without_a_word([Values] bool tls)
    {
        using var client = await RawClient.ConnectAsync(_server, tls);
        await _listener.AcceptedAsync();
        using var hang = new CancellationTokenSource(RawClient.HangLimit);
        await _time.WaitForTimerAsync(HandshakeTime, hang.Token);
        _time.Advance(HandshakeTime);
        Assert.That(await client.ReadToEndAsync(), Is.Empty);
    }

    [Test]
    public async Task The_time_is_counted_from_the_connection_on()
    {
        using var client = await RawClient.ConnectAsync(_server);
        var input = await _listener.AcceptedAsync();
        await input.WaitForReadAsync();
        foreach (var octet in RequestText.Upgrade()[..7])
        {
            await client.SendAsync($"{octet}");
            await input.WaitForReadAsync();
            // A byte a second does not keep the connection alive.
            _time.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.That((await client.ReadResponseAsync()).Status, Is.EqualTo(408));
    }

    [Test]
    public async Task The_time_is_over_once_the_head_is_read([Values] Door door, [Values] bool tls)
    {
        using var idle = await RawClient.ConnectAsync(_server, tls);
        await _listener.AcceptedAsync();
        await idle.GetAsync();
        var (client, _) = await OpenAsync(door, tls);
        using (client)
        {
            await client.SendAsync(ClientFrame.Text("one"));
            Assert.That((await client.ReadFrameAsync()).Text, Is.EqualTo("one"));
            _time.Advance(10 * HandshakeTime);
            await client.SendAsync(ClientFrame.Text("two"));
            Assert.That((await client.ReadFrameAsync()).Text, Is.EqualTo("two"));
            await idle.GetAsync();
        }
    }

    [Test]
    public async Task A_message_of_just_the_limit_is_read([Values] Door door)
    {
        var (client, _) = await OpenAsync(door, tls: false);
        using (client)
        {
            await client.SendAsync(ClientFrame.Binary(new byte[MessageBytes]));
            Assert.That((await client.ReadFrameAsync()).Payload, Has.Length.EqualTo(MessageBytes));
            await client.SendAsync("", ClientFrame.Binary(new byte[MessageBytes - 1], final: false), ClientFrame.Of(0, new byte[1], final: true));
            Assert.That((await client.ReadFrameAsync()).Payload, Has.Length.EqualTo(MessageBytes));
        }
    }

    [Test]
    public async Task A_message_beyond_the_limit_is_too_big([Values] Door door)
    {
        var (client, _) = await OpenAsync(door, tls: false);
        using (client)
        {
            await client.SendAsync(ClientFrame.Binary(new byte[MessageBytes + 1]));
            Assert.That((await client.ReadFrameAsync()).CloseCode, Is.EqualTo(1009));
        }
    }

    [Test]
    public async Task A_message_beyond_the_limit_over_all_its_fragments_is_too_big([Values] Door door)
    {
        var (client, _) = await OpenAsync(door, tls: false);
        using (client)
        {
            await client.SendAsync(ClientFrame.Binary(new byte[MessageBytes / 2], final: false));
            await client.SendAsync(ClientFrame.Ping("between"));
            Assert.That((await client.ReadFrameAsync()).Opcode, Is.EqualTo(10));
            await client.SendAsync(ClientFrame.Of(0, new byte[MessageBytes / 2], final: false));
            await client.SendAsync(ClientFrame.Of(0, new byte[1], final: false));
            Assert.That((await client.ReadFrameAsync()).CloseCode, Is.EqualTo(1009));
        }
    }

    [Test]
    public async Task Fragments_beyond_the_limit_are_too_many_though_they_are_empty([Values] Door door)
    {
        using var counters = new Counters();
        var (client, _) = await OpenAsync(door, tls: false);
        using (client)
        {
            await client.SendAsync(ClientFrame.Text("", final: false));
            for (var i = 2; i <= MessageFragments; i++)
                await client.SendAsync(ClientFrame.Continuation("", final: false));
            await client.SendAsync(ClientFrame.Ping("so far"));
            Assert.That((await client.ReadFrameAsync()).Opcode, Is.EqualTo(10));
            await client.SendAsync(ClientFrame.Continuation("", final: false));
            Assert.That((await client.ReadFrameAsync()).CloseCode, Is.EqualTo(1009));
        }
        Assert.That(counters.Sum("wharf.violations", "protocol=rfc6455, code=1009"), Is.Positive);
    }

    [Test]
    public async Task A_frame_that_does_not_end_in_time_is_too_slow([Values] Door door, [Values] bool tls, [Values(1, 8, 500)] int sent)
    {
        var (client, _) = await OpenAsync(door, tls);
        using (client)
        {
            await client.SendAsync(ClientFrame.Binary(new byte[MessageBytes]).AsMemory(0, sent));
            var answer = client.ReadFrameAsync();
            await _time.AdvanceUntilAsync(answer, TimeSpan.FromSeconds(1));
            Assert.That((await answer).CloseCode, Is.EqualTo(1008));
        }
    }

    private async Task<(RawClient Client, WatchedInput Input)> OpenAsync(Door door, bool tls) =>
        (await RawClient.OpenAsync(_server, door, tls), await _listener.AcceptedAsync());

    private static string Padded(int length)
    {
        var request = RequestText.Upgrade(headers: "X: \r\n");
        return request.Replace("X: ", "X: " + new string('x', length - request.Length), StringComparison.Ordinal);
    }
}
