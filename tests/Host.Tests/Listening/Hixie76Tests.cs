using System.Text;
using Abstractions;
using Contracts;

namespace Host.Tests.Listening;

/// <summary>Hixie-76 over real sockets: the third key in any packet, messages, and the closing handshake.</summary>
public sealed class Hixie76Tests
{
    // A proxy that knows HTTP counts the third key as a body.
    private static readonly string[] Bodies = ["", "Content-Length: 8\r\n"];

    [Test]
    public async Task The_third_key_comes_with_the_head([Values] Door door, [Values] bool tls, [ValueSource(nameof(Bodies))] string body)
    {
        await using var server = await Hixie76Server.StartAsync();
        using var client = await ConnectAsync(server, door, tls);
        await client.SendAsync(Hixie76Server.Head(body) + Hixie76Server.Key3);
        await Hixie76Server.AssertAcceptedAsync(client, tls);
        await AssertEchoAndCloseAsync(client);
    }

    [Test]
    public async Task The_third_key_comes_after_the_head_of_the_answer_was_read([Values] Door door, [Values] bool tls, [ValueSource(nameof(Bodies))] string body)
    {
        await using var server = await Hixie76Server.StartAsync();
        using var client = await ConnectAsync(server, door, tls);
        await client.SendAsync(Hixie76Server.Head(body));
        await Hixie76Server.AssertHeadAsync(client, tls);
        await client.SendAsync(Hixie76Server.Key3);
        await Hixie76Server.AssertReadsAsync(client, Encoding.Latin1.GetBytes(Hixie76Server.Answer));
        await AssertEchoAndCloseAsync(client);
    }

    [Test]
    public async Task The_third_key_comes_byte_by_byte([Values] Door door, [Values] bool tls, [ValueSource(nameof(Bodies))] string body)
    {
        await using var server = await Hixie76Server.StartAsync();
        using var client = await ConnectAsync(server, door, tls);
        await client.SendAsync(Hixie76Server.Head(body));
        foreach (var octet in Hixie76Server.Key3)
            await client.SendAsync(octet.ToString());
        await Hixie76Server.AssertAcceptedAsync(client, tls);
        await AssertEchoAndCloseAsync(client);
    }

    [Test]
    public async Task Frames_come_in_the_same_packet_as_the_third_key([Values] Door door, [Values] bool tls, [ValueSource(nameof(Bodies))] string body)
    {
        await using var server = await Hixie76Server.StartAsync();
        using var client = await ConnectAsync(server, door, tls);
        await client.SendAsync(Hixie76Server.Head(body) + Hixie76Server.Key3, Hixie76Server.Text("one"), Hixie76Server.Text("two"), Hixie76Server.Close);
        await Hixie76Server.AssertAcceptedAsync(client, tls);
        await Hixie76Server.AssertReadsAsync(client, [.. Hixie76Server.Text("one"), .. Hixie76Server.Text("two"), .. Hixie76Server.Close]);
        Assert.That(await client.ReadToEndAsync(), Is.Empty);
    }

    [Test]
    public async Task A_handshake_is_pipelined_behind_other_requests([Values] bool tls)
    {
        await using var server = await Hixie76Server.StartAsync();
        using var client = await RawClient.ConnectAsync(server, tls);
        await client.SendAsync(RequestText.Get("/healthz") + RequestText.Get("/healthz") + Hixie76Server.Head() + Hixie76Server.Key3, Hixie76Server.Text("one"));
        for (var i = 0; i < 2; i++)
            Assert.That((await client.ReadResponseAsync()).Body, Is.EqualTo("ok\n"));
        await Hixie76Server.AssertAcceptedAsync(client, tls);
        await Hixie76Server.AssertReadsAsync(client, Hixie76Server.Text("one"));
        await AssertEchoAndCloseAsync(client);
    }

    [Test]
    public async Task A_client_that_leaves_within_the_third_key_was_never_connected([Values] Door door, [Values] bool tls)
    {
        var script = new HandlerScript { OnConnect = (_, _) => throw new InvalidOperationException("A handler was connected.") };
        await using var server = await Hixie76Server.StartAsync(script);
        using var client = await ConnectAsync(server, door, tls);
        await client.SendAsync(Hixie76Server.Head() + Hixie76Server.Key3[..7]);
        await Hixie76Server.AssertHeadAsync(client, tls);
        await client.EndSendingAsync();
        await client.WaitForEndAsync();
        Assert.That(script.Disconnects, Is.Empty);
    }

    [Test]
    public async Task A_third_key_that_does_not_come_is_not_waited_for_for_ever([Values] Door door, [Values] bool tls)
    {
        var time = new FakeTimeProvider();
        await using var server = await Hixie76Server.StartAsync(time: time);
        using var client = await ConnectAsync(server, door, tls);
        await client.SendAsync(Hixie76Server.Head() + Hixie76Server.Key3[..7]);
        await Hixie76Server.AssertHeadAsync(client, tls);
        await time.AdvanceUntilAsync(client.WaitForEndAsync(), TimeSpan.FromSeconds(1));
    }

    [Test]
    public async Task Text_of_any_length_is_echoed([Values] Door door, [Values] bool tls)
    {
        await using var server = await Hixie76Server.StartAsync();
        using var client = await Hixie76Server.OpenAsync(server, door, tls);
        foreach (var text in new[] { "", "Gr\u00FC\u00DFe \u2713 \U0001D11E", new string('x', 200_000) + "\u20AC", string.Concat(Enumerable.Repeat("\U0001F600", 30_000)) })
        {
            var sending = client.SendAsync(Hixie76Server.Text(text));
            Assert.That((await client.ReadAsync(Encoding.UTF8.GetByteCount(text) + 2)).AsSpan().SequenceEqual(Hixie76Server.Text(text)), Is.True);
            await sending;
        }
        await AssertEchoAndCloseAsync(client);
    }

    [Test]
    public async Task What_is_not_UTF8_reaches_the_handler_replaced([Values] Door door, [Values] bool tls)
    {
        await using var server = await Hixie76Server.StartAsync();
        using var client = await Hixie76Server.OpenAsync(server, door, tls);
        await client.SendAsync(new byte[] { 0x00, 0x61, 0xE2, 0x82 });
        await client.SendAsync(new byte[] { 0x28, 0x62, 0xC3, 0xFF });
        await Hixie76Server.AssertReadsAsync(client, Hixie76Server.Text("a\uFFFD(b\uFFFD"));
    }

    [Test]
    public async Task Binary_is_refused_by_the_name_of_the_revision([Values] Door door, [Values] bool tls)
    {
        var refusal = "";
        var script = new HandlerScript
        {
            OnMessage = async (connection, message, cancellationToken) =>
            {
                refusal = $"{connection.Protocol} {connection.CanSend(MessageKind.Text)} {connection.CanSend(MessageKind.Binary)} ";
                try
                {
                    await connection.SendAsync(Message.FromBinary(message.Payload), cancellationToken);
                }
                catch (InvalidOperationException exception)
                {
                    refusal += exception.Message;
                }
                await connection.SendAsync(message, cancellationToken);
            },
        };
        await using var server = await Hixie76Server.StartAsync(script);
        using var client = await Hixie76Server.OpenAsync(server, door, tls);
        await client.SendAsync(Hixie76Server.Text("binary"));
        await Hixie76Server.AssertReadsAsync(client, Hixie76Server.Text("binary"));
        Assert.That(refusal, Does.Match("^hixie76 True False .*(?i)hixie-?76"));
        await AssertEchoAndCloseAsync(client);
    }

    [Test]
    public Task The_client_closes([Values] Door door, [Values] bool tls) => RunAsync(door, tls, new HandlerScript(), async (client, _) =>
    {
        await client.SendAsync((byte[])[.. Hixie76Server.Text("last"), .. Hixie76Server.Close, .. Hixie76Server.Text("too late"), .. Hixie76Server.Close]);
        await Hixie76Server.AssertReadsAsync(client, [.. Hixie76Server.Text("last"), .. Hixie76Server.Close]);
        Assert.That(await client.ReadToEndAsync(), Is.Empty);
        return new CloseReason(CloseCode.NoStatusReceived);
    });

    [Test]
    public Task The_handler_closes_and_the_client_answers([Values] Door door, [Values] bool tls)
    {
        var script = new HandlerScript { OnMessage = (connection, _, _) => connection.CloseAsync(4000, "done") };
        return RunAsync(door, tls, script, async (client, _) =>
        {
            await client.SendAsync(Hixie76Server.Text("close"));
            await Hixie76Server.AssertReadsAsync(client, Hixie76Server.Close);
            await client.SendAsync((byte[])[.. Hixie76Server.Text("on its way"), .. Hixie76Server.Close]);
            Assert.That(await client.ReadToEndAsync(), Is.Empty);
            return new CloseReason(4000, "done");
        });
    }

    [Test]
    public Task The_handler_closes_and_the_client_does_not_answer([Values] Door door, [Values] bool tls)
    {
        var script = new HandlerScript { OnMessage = (connection, _, _) => connection.CloseAsync(4000) };
        return RunAsync(door, tls, script, async (client, time) =>
        {
            await client.SendAsync(Hixie76Server.Text("close"));
            await Hixie76Server.AssertReadsAsync(client, Hixie76Server.Close);
            await time.AdvanceUntilAsync(client.WaitForEndAsync(), TimeSpan.FromSeconds(5));
            return new CloseReason(CloseCode.AbnormalClosure);
        });
    }

    [TestCase("80 FF FF FF 7F", Description = "a frame to be skipped")]
    [TestCase("00 61 FF FE FF FF FF 7F", Description = "the same after a text")]
    public async Task What_is_too_big_fails_the_connection(string hex)
    {
        foreach (var door in Enum.GetValues<Door>())
        {
            await RunAsync(door, tls: false, new HandlerScript { OnMessage = (_, _, _) => ValueTask.CompletedTask }, async (client, time) =>
            {
                await client.SendAsync(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
                await Hixie76Server.AssertReadsAsync(client, Hixie76Server.Close);
                await client.SendAsync(Hixie76Server.Close);
                var end = client.ReadToEndAsync();
                await time.AdvanceUntilAsync(end, TimeSpan.FromSeconds(1));
                Assert.That(await end, Is.Empty);
                return new CloseReason(CloseCode.MessageTooBig);
            });
        }
    }

    private static async Task<RawClient> ConnectAsync(RunningServer server, Door door, bool tls)
    {
        var client = await RawClient.ConnectAsync(server, tls);
        if (door == Door.Later)
            await client.GetAsync();
        return client;
    }

    // The server ends TCP first, and orderly: a reset would throw.
    private static async Task AssertEchoAndCloseAsync(RawClient client)
    {
        await client.SendAsync(Hixie76Server.Text("hello"));
        await Hixie76Server.AssertReadsAsync(client, Hixie76Server.Text("hello"));
        await client.SendAsync(Hixie76Server.Close);
        await Hixie76Server.AssertReadsAsync(client, Hixie76Server.Close);
        Assert.That(await client.ReadToEndAsync(), Is.Empty);
    }

    private static async Task RunAsync(Door door, bool tls, HandlerScript script, Func<RawClient, FakeTimeProvider, Task<CloseReason>> end)
    {
        var time = new FakeTimeProvider();
        await using var server = await Hixie76Server.StartAsync(script, time);
        using var client = await Hixie76Server.OpenAsync(server, door, tls);
        var expected = await end(client, time);
        Assert.That(await script.EndedAsync(), Is.EqualTo(expected));
        client.Dispose();
        await server.StopAsync();
        Assert.That(script.Disconnects, Has.Count.EqualTo(1), "Disconnected more than once.");
        Assert.That(server.Connections, Is.Zero);
    }
}
