using System.Text;
using Host.Tests.Connections;

namespace Host.Tests.Listening;

public sealed class DoorTests
{
    private const string Answer = $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {RequestText.Accept}\r\n\r\n";

    private RunningServer _server = null!;

    [OneTimeSetUp]
    public async Task Start() => _server = await new ServerSetup().StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public async Task A_handshake_is_the_first_request([Values] bool tls)
    {
        using var client = await RawClient.ConnectAsync(_server, tls);
        await client.SendAsync(RequestText.Upgrade());
        await AssertOpenAsync(client);
    }

    [Test]
    public async Task A_handshake_follows_other_requests([Values] bool tls, [Values(1, 2, 7)] int requests)
    {
        using var client = await RawClient.ConnectAsync(_server, tls);
        for (var i = 0; i < requests; i++)
            await client.GetAsync();
        await client.SendAsync(RequestText.Upgrade());
        await AssertOpenAsync(client);
    }

    [Test]
    public async Task A_handshake_is_pipelined_behind_other_requests([Values] bool tls, [Values(1, 3)] int requests)
    {
        using var client = await RawClient.ConnectAsync(_server, tls);
        await client.SendAsync(string.Concat(Enumerable.Repeat(RequestText.Get("/healthz"), requests)) + RequestText.Upgrade());
        for (var i = 0; i < requests; i++)
            Assert.That((await client.ReadResponseAsync()).Body, Is.EqualTo("ok\n"));
        await AssertOpenAsync(client);
    }

    [Test]
    public async Task Frames_come_in_the_same_packet_as_the_request([Values] Door door, [Values] bool tls)
    {
        using var client = await RawClient.ConnectAsync(_server, tls);
        if (door == Door.Later)
            await client.GetAsync();
        await client.SendAsync(RequestText.Upgrade(), ClientFrame.Text("one"), ClientFrame.Text("two"), ClientFrame.Close(1000));

        Assert.That((await client.ReadResponseAsync()).Head, Is.EqualTo(Answer));
        Assert.That((await client.ReadFrameAsync()).Text, Is.EqualTo("one"));
        Assert.That((await client.ReadFrameAsync()).Text, Is.EqualTo("two"));
        Assert.That((await client.ReadFrameAsync()).CloseCode, Is.EqualTo(1000));
        Assert.That(await client.ReadToEndAsync(), Is.Empty);
    }

    [Test]
    public async Task Everything_comes_in_one_packet([Values] bool tls)
    {
        using var client = await RawClient.ConnectAsync(_server, tls);
        await client.SendAsync(RequestText.Get("/healthz") + RequestText.Upgrade(), ClientFrame.Text("one"), ClientFrame.Close(1000));

        Assert.That((await client.ReadResponseAsync()).Body, Is.EqualTo("ok\n"));
        Assert.That((await client.ReadResponseAsync()).Head, Is.EqualTo(Answer));
        Assert.That((await client.ReadFrameAsync()).Text, Is.EqualTo("one"));
        Assert.That((await client.ReadFrameAsync()).CloseCode, Is.EqualTo(1000));
        Assert.That(await client.ReadToEndAsync(), Is.Empty);
    }

    [Test]
    public async Task A_request_comes_byte_by_byte([Values] Door door, [Values] bool tls)
    {
        using var client = await RawClient.ConnectAsync(_server, tls);
        if (door == Door.Later)
            await client.GetAsync();
        foreach (var octet in Encoding.ASCII.GetBytes(RequestText.Upgrade()))
            await client.SendAsync(new[] { octet });
        await AssertOpenAsync(client);
    }

    [Test]
    public async Task An_ordinary_request_comes_byte_by_byte([Values] bool tls)
    {
        using var client = await RawClient.ConnectAsync(_server, tls);
        foreach (var octet in Encoding.ASCII.GetBytes(RequestText.Get("/healthz")))
            await client.SendAsync(new[] { octet });
        Assert.That((await client.ReadResponseAsync()).Body, Is.EqualTo("ok\n"));
    }

    [Test]
    public async Task Nothing_of_Kestrels_follows_a_connection_that_was_taken_from_it([Values] bool tls)
    {
        for (var i = 0; i < 50; i++)
        {
            using var client = await RawClient.OpenAsync(_server, Door.Later, tls);
            await client.SendAsync(ClientFrame.Close(1000));
            Assert.That((await client.ReadFrameAsync()).CloseCode, Is.EqualTo(1000));
            // A reset would throw.
            Assert.That(await client.ReadToEndAsync(), Is.Empty);
        }
    }

    // The bytes are the same through both doors.
    private static async Task AssertOpenAsync(RawClient client)
    {
        Assert.That((await client.ReadResponseAsync()).Head, Is.EqualTo(Answer));
        await client.SendAsync(ClientFrame.Text("hello"));
        Assert.That((await client.ReadFrameAsync()).Text, Is.EqualTo("hello"));
        await client.SendAsync(ClientFrame.Close(1000));
        Assert.That((await client.ReadFrameAsync()).CloseCode, Is.EqualTo(1000));
        Assert.That(await client.ReadToEndAsync(), Is.Empty);
    }
}
