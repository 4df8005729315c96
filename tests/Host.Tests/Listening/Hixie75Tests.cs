using System.Text;
using Abstractions;
using Contracts;
using Contracts.Vectors;

namespace Host.Tests.Listening;

/// <summary>Hixie-75 over real sockets: the exact answer, messages, and an end without a closing handshake.</summary>
public sealed class Hixie75Tests
{
    private const string Request =
        "GET /demo HTTP/1.1\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\nHost: server.example\r\nOrigin: http://page.example\r\n\r\n";

    [TestCaseSource(nameof(Vectors))]
    public async Task A_vector_is_answered_byte_for_byte(HandshakeVector vector, Door door)
    {
        ArgumentNullException.ThrowIfNull(vector);
        await using var server = await RevisionServer.StartAsync(subprotocols: vector.Subprotocols);
        using var client = await RevisionServer.ConnectAsync(server, door, vector.IsSecure);
        await client.SendAsync(vector.RequestBytes);
        var head = (await client.ReadResponseAsync()).Head;
        Assert.That(head, Is.EqualTo($"{vector.StatusLine}\r\n{string.Concat(vector.Headers.Select(header => $"{header.Name}: {header.Value}\r\n"))}\r\n"));
        await AssertEchoAsync(client, "hello");
    }

    [Test]
    public async Task Frames_may_come_with_the_head([Values] Door door, [Values] bool tls)
    {
        await using var server = await RevisionServer.StartAsync();
        using var client = await RevisionServer.ConnectAsync(server, door, tls);
        await client.SendAsync(Request, Text("one"), Text("two"));
        await AssertAcceptedAsync(client, tls);
        await AssertReadsAsync(client, [.. Text("one"), .. Text("two")]);
    }

    [Test]
    public Task The_client_ends_the_stream_and_the_server_does_too([Values] Door door, [Values] bool tls) => RunAsync(door, tls, new HandlerScript(), async (client, _) =>
    {
        // What closes in Hixie-76 is nothing here.
        await client.SendAsync((byte[])[0xFF, 0x00, .. Text("last")]);
        await AssertReadsAsync(client, Text("last"));
        await client.EndSendingAsync();
        Assert.That(await client.ReadToEndAsync(), Is.Empty);
        return new CloseReason(CloseCode.AbnormalClosure);
    });

    [Test]
    public Task The_handler_closes_by_ending_the_stream_after_what_it_has_sent([Values] Door door, [Values] bool tls)
    {
        var script = new HandlerScript
        {
            OnMessage = async (connection, message, cancellationToken) =>
            {
                await connection.SendAsync(message, cancellationToken);
                await connection.CloseAsync(4000, "done");
            },
        };
        return RunAsync(door, tls, script, async (client, _) =>
        {
            await client.SendAsync(Text("close"));
            Assert.That(Convert.ToHexString(await client.ReadToEndAsync()), Is.EqualTo(Convert.ToHexString(Text("close"))));
            await client.EndSendingAsync();
            return new CloseReason(CloseCode.AbnormalClosure);
        });
    }

    [Test]
    public Task What_is_too_big_ends_the_stream([Values] Door door, [Values] bool tls) => RunAsync(door, tls, new HandlerScript(), async (client, time) =>
    {
        await client.SendAsync(new byte[] { 0x80, 0xFF, 0xFF, 0xFF, 0x7F });
        await time.AdvanceUntilAsync(client.WaitForEndAsync(), TimeSpan.FromSeconds(1));
        return new CloseReason(CloseCode.MessageTooBig);
    });

    [Test]
    public async Task Text_of_any_length_is_echoed_and_binary_is_not_carried([Values] Door door, [Values] bool tls)
    {
        var script = new HandlerScript();
        await using var server = await RevisionServer.StartAsync(script);
        using var client = await RevisionServer.ConnectAsync(server, door, tls);
        await client.SendAsync(Request);
        await AssertAcceptedAsync(client, tls);
        foreach (var text in new[] { "", "Gr\u00FC\u00DFe \u2713 \U0001D11E", new string('x', 200_000) + "\u20AC" })
            await AssertEchoAsync(client, text);
        var connection = await script.OpenedAsync();
        Assert.That((connection.Protocol, connection.CanSend(MessageKind.Text), connection.CanSend(MessageKind.Binary)), Is.EqualTo(("hixie75", true, false)));
    }

    [TestCase("Upgrade: websocket\r\nConnection: Upgrade\r\nOrigin: http://page.example\r\n")]
    [TestCase("Upgrade: WebSocket\r\nConnection: Upgrade\r\nOrigin: http://page.example\r\nUser-Agent: curl\r\n")]
    [TestCase("Upgrade: WebSocket\r\nConnection: Upgrade\r\n")]
    public async Task What_no_client_of_it_sends_is_told_the_versions_there_are(string headers)
    {
        await using var server = await RevisionServer.StartAsync();
        foreach (var door in Enum.GetValues<Door>())
        {
            using var client = await RevisionServer.ConnectAsync(server, door, tls: false);
            await client.SendAsync(RequestText.Get("/demo", headers));
            var response = await client.ReadResponseAsync();
            Assert.That((response.Status, response.Headers.Only("Sec-WebSocket-Version")), Is.EqualTo((426, "13, 8, 7")), response.Body);
        }
    }

    private static IEnumerable<TestCaseData> Vectors =>
        from vector in HandshakeVector.All
        where vector.Revision == "hixie-75"
        from door in Enum.GetValues<Door>()
        select new TestCaseData(vector, door);

    private static byte[] Text(string text) => [0x00, .. Encoding.UTF8.GetBytes(text), 0xFF];

    private static async Task AssertAcceptedAsync(RawClient client, bool tls) => Assert.That(
        (await client.ReadResponseAsync()).Head,
        Is.EqualTo("HTTP/1.1 101 Web Socket Protocol Handshake\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n" +
            $"WebSocket-Origin: http://page.example\r\nWebSocket-Location: {(tls ? "wss" : "ws")}://server.example/demo\r\n\r\n"));

    private static async Task AssertEchoAsync(RawClient client, string text)
    {
        var sending = client.SendAsync(Text(text));
        await AssertReadsAsync(client, Text(text));
        await sending;
    }

    private static async Task AssertReadsAsync(RawClient client, byte[] bytes) =>
        Assert.That((await client.ReadAsync(bytes.Length)).AsSpan().SequenceEqual(bytes), Is.True);

    private static async Task RunAsync(Door door, bool tls, HandlerScript script, Func<RawClient, FakeTimeProvider, Task<CloseReason>> end)
    {
        var time = new FakeTimeProvider();
        await using var server = await RevisionServer.StartAsync(script, time);
        using var client = await RevisionServer.ConnectAsync(server, door, tls);
        await client.SendAsync(Request);
        await AssertAcceptedAsync(client, tls);
        var expected = await end(client, time);
        Assert.That(await script.EndedAsync(), Is.EqualTo(expected));
        client.Dispose();
        await server.StopAsync();
        Assert.That(script.Disconnects, Has.Count.EqualTo(1), "Disconnected more than once.");
        Assert.That(server.Connections, Is.Zero);
    }
}
