using System.Text;
using Contracts;

namespace Host.Tests.Listening;

/// <summary>An opening handshake that goes on after its head, as that of hixie-76 does.</summary>
public sealed class ChallengeTests
{
    private const string Challenge = "12345678";
    private const string Answer = "87654321";

    private static readonly TimeSpan HandshakeTime = TimeSpan.FromSeconds(10);

    private FakeTimeProvider _time = null!;
    private HandlerScript _script = null!;
    private RunningServer _server = null!;

    [SetUp]
    public async Task Start()
    {
        _time = new FakeTimeProvider();
        _script = new HandlerScript();
        _server = await new ServerSetup { Time = _time, Script = _script, Plugin = plugin => plugin.AddAdapter<ChallengeAdapter>() }.StartAsync();
    }

    [TearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public async Task The_head_is_sent_before_the_challenge_comes([Values] Door door, [Values] bool tls)
    {
        using var client = await AskAsync(door, tls);
        Assert.That((await client.ReadResponseAsync()).Head, Is.EqualTo(ChallengeAdapter.Head));
        await client.SendAsync(Challenge);
        await AssertOpenAsync(client);
    }

    [Test]
    public async Task The_challenge_comes_in_the_packet_of_the_request([Values] Door door, [Values] bool tls)
    {
        using var client = await AskAsync(door, tls, Challenge);
        Assert.That((await client.ReadResponseAsync()).Head, Is.EqualTo(ChallengeAdapter.Head));
        await AssertOpenAsync(client);
    }

    [Test]
    public async Task The_first_frames_come_in_the_packet_of_the_challenge([Values] Door door, [Values] bool tls, [Values] bool withRequest)
    {
        const string Frames = "xyz";
        using var client = await AskAsync(door, tls, withRequest ? Challenge + Frames : "");
        Assert.That((await client.ReadResponseAsync()).Head, Is.EqualTo(ChallengeAdapter.Head));
        if (!withRequest)
            await client.SendAsync(Challenge + Frames);
        Assert.That(await ReadAsync(client, Answer.Length + Frames.Length), Is.EqualTo(Answer + Frames));
    }

    [Test]
    public async Task The_challenge_comes_byte_by_byte([Values] Door door, [Values] bool tls)
    {
        using var client = await AskAsync(door, tls);
        Assert.That((await client.ReadResponseAsync()).Head, Is.EqualTo(ChallengeAdapter.Head));
        foreach (var octet in Challenge)
            await client.SendAsync($"{octet}");
        await AssertOpenAsync(client);
    }

    [Test]
    public async Task A_client_that_does_not_send_its_challenge_in_time_is_dropped([Values] Door door, [Values] bool tls, [Values("", "1234567")] string sent)
    {
        using var other = await RawClient.OpenAsync(_server);
        using var client = await AskAsync(door, tls, sent);
        Assert.That((await client.ReadResponseAsync()).Head, Is.EqualTo(ChallengeAdapter.Head));
        _time.Advance(HandshakeTime);
        await client.WaitForEndAsync();
        await AssertDroppedAsync(other);
    }

    [Test]
    public async Task A_client_that_leaves_in_place_of_its_challenge_is_dropped([Values] Door door, [Values] bool tls, [Values("", "1234567")] string sent)
    {
        using var other = await RawClient.OpenAsync(_server);
        using var client = await AskAsync(door, tls, sent);
        Assert.That((await client.ReadResponseAsync()).Head, Is.EqualTo(ChallengeAdapter.Head));
        await client.EndSendingAsync();
        await client.WaitForEndAsync();
        await AssertDroppedAsync(other);
    }

    [Test]
    public async Task The_time_is_over_once_the_challenge_is_answered([Values] Door door, [Values] bool tls)
    {
        using var client = await AskAsync(door, tls, Challenge);
        await client.ReadResponseAsync();
        await AssertOpenAsync(client);
        // Less than the time of a callback: the echo may be here before its call has returned.
        _time.Advance(5 * HandshakeTime);
        await client.SendAsync("z");
        Assert.That(await ReadAsync(client, 1), Is.EqualTo("z"));
    }

    [Test]
    public async Task Without_a_close_frame_closing_is_the_end_of_TCP([Values] Door door, [Values] bool tls)
    {
        using var client = await AskAsync(door, tls, Challenge);
        await client.ReadResponseAsync();
        await AssertOpenAsync(client);
        await (await _script.OpenedAsync()).CloseAsync(1001);
        Assert.That(await client.ReadToEndAsync(), Is.Empty);
    }

    private async Task<RawClient> AskAsync(Door door, bool tls, string rest = "")
    {
        var client = await RawClient.ConnectAsync(_server, tls);
        if (door == Door.Later)
            await client.GetAsync();
        await client.SendAsync(ChallengeAdapter.Request + rest);
        return client;
    }

    private static async Task AssertOpenAsync(RawClient client)
    {
        Assert.That(await ReadAsync(client, Answer.Length), Is.EqualTo(Answer));
        await client.SendAsync("a");
        Assert.That(await ReadAsync(client, 1), Is.EqualTo("a"));
    }

    // No handler has heard of it, and nobody else has noticed.
    private async Task AssertDroppedAsync(RawClient other)
    {
        await other.SendAsync(Connections.ClientFrame.Text("still there"));
        Assert.That((await other.ReadFrameAsync()).Text, Is.EqualTo("still there"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(_server.Connections, Is.EqualTo(1));
            Assert.That(_script.Disconnects, Is.Empty);
        }
    }

    private static async Task<string> ReadAsync(RawClient client, int count) => Encoding.Latin1.GetString(await client.ReadAsync(count));
}
