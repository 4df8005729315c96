using Abstractions;
using Contracts;
using Host.Tests.Connections;

namespace Host.Tests.Listening.Http2;

/// <summary>Many streams of one connection, each at its own speed; and the limits, which count streams as they count connections.</summary>
public sealed class FlowTests
{
    private const int Many = 100;

    [Test]
    public async Task A_hundred_of_which_99_never_read_do_not_stall_the_last([Values] bool tls)
    {
        var script = new HandlerScript
        {
            OnConnect = async (connection, cancellationToken) =>
            {
                if (connection.Request.Query.Length > 0)
                    await connection.SendAsync(Message.FromBinary(new byte[200_000]), cancellationToken);
            },
        };
        await using var server = await Http2Server.StartAsync(script);
        await using var client = await Http2Client.ConnectAsync(server, tls, window: 1000);
        var silent = new List<Http2Stream>();
        for (var i = 1; i < Many; i++)
            silent.Add(await client.OpenAsync("/chat?flood"));
        var last = await client.OpenAsync();

        for (var i = 0; i < 20; i++)
        {
            await last.SendAsync(ClientFrame.Binary(new byte[50_000]));
            Assert.That((await last.ReadFrameAsync()).Payload, Has.Length.EqualTo(50_000));
        }
        Assert.That(await client.GetAsync(), Is.EqualTo("200 ok\n"));
        // They were slow, and no more.
        Assert.That((await silent[50].ReadFrameAsync()).Payload, Has.Length.EqualTo(200_000));
        Assert.That(server.Connections, Is.EqualTo(Many));
    }

    [Test]
    public async Task A_hundred_of_which_99_are_not_read_do_not_stall_the_last([Values] bool tls)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var script = new HandlerScript
        {
            OnMessage = async (connection, message, cancellationToken) =>
            {
                if (connection.Request.Query.Length > 0)
                    await gate.Task;
                await connection.SendAsync(message, cancellationToken);
            },
        };
        await using var server = await Http2Server.StartAsync(script);
        using var counters = new Counters();
        await using var client = await Http2Client.ConnectAsync(server, tls);
        var busy = new List<Http2Stream>();
        for (var i = 1; i < Many; i++)
        {
            busy.Add(await client.OpenAsync("/chat?busy"));
            // The first is being handled, and the second is more than is read ahead; together they fill the stream's window.
            await busy[^1].SendAsync((byte[])[.. ClientFrame.Text("1"), .. ClientFrame.Binary(new byte[128 * 1024 - 100])]);
        }
        var last = await client.OpenAsync();

        for (var i = 0; i < 20; i++)
        {
            await last.SendAsync(ClientFrame.Binary(new byte[100_000]));
            Assert.That((await last.ReadFrameAsync()).Payload, Has.Length.EqualTo(100_000));
        }
        gate.SetResult();
        foreach (var stream in busy)
        {
            Assert.That((await stream.ReadFrameAsync()).Text, Is.EqualTo("1"));
            Assert.That((await stream.ReadFrameAsync()).Payload, Has.Length.EqualTo(128 * 1024 - 100));
        }
    }

    [Test]
    public async Task A_WebSocket_takes_more_than_a_request_may_have([Values] bool tls)
    {
        await using var server = await Http2Server.StartAsync(new HandlerScript { OnMessage = (connection, message, cancellationToken) => connection.SendAsync($"{message.Payload.Length}", cancellationToken) });
        await using var client = await Http2Client.ConnectAsync(server, tls);
        var stream = await client.OpenAsync();
        var message = ClientFrame.Binary(new byte[100_000]);
        // Kestrel's limit is 30,000,000 bytes.
        for (var i = 0; i < 310; i++)
        {
            await stream.SendAsync(message);
            Assert.That((await stream.ReadFrameAsync()).Text, Is.EqualTo("100000"));
        }
    }

    [Test]
    public async Task A_peer_that_never_reads_is_dropped()
    {
        var time = new FakeTimeProvider();
        var script = new HandlerScript { OnMessage = (connection, _, cancellationToken) => connection.SendAsync(Message.FromBinary(new byte[200_000]), cancellationToken) };
        await using var server = await Http2Server.StartAsync(script, time);
        using var counters = new Counters();
        await using var client = await Http2Client.ConnectAsync(server, tls: false, window: 1000);
        var stream = await client.OpenAsync();
        await stream.SendAsync(ClientFrame.Text("send"));
        var ended = script.EndedAsync();
        await time.AdvanceUntilAsync(ended, TimeSpan.FromSeconds(1));

        Assert.That(await ended, Is.EqualTo(new CloseReason(CloseCode.AbnormalClosure)));
        Assert.That(await stream.ReadResetAsync(), Is.EqualTo(8));
        Assert.That(counters.Sum("wharf.sends.timed_out"), Is.EqualTo(1));
    }

    [Test]
    public async Task Streams_count_as_connections()
    {
        await using var server = await Http2Server.StartAsync(settings: ["--Limits:Connections", "2"]);
        await using var client = await Http2Client.ConnectAsync(server, tls: false);
        await client.OpenAsync();
        var second = await client.OpenAsync();
        Assert.That((await (await client.ConnectStreamAsync()).ReadHeadAsync()).Status, Is.EqualTo(503));

        await second.SendAsync(ClientFrame.Close(1000), end: true);
        await second.ReadToEndAsync();
        int status;
        do
            status = (await (await client.ConnectStreamAsync()).ReadHeadAsync()).Status;
        while (status == 503);
        Assert.That(status, Is.EqualTo(200));
    }

    [Test]
    public async Task Streams_and_window_are_what_the_settings_say()
    {
        await using var server = await Http2Server.StartAsync(settings: ["--Limits:Http2Streams", "1", "--Limits:Http2WindowBytes", "70000"]);
        await using var client = await Http2Client.ConnectAsync(server, tls: false);
        var settings = await client.Settings;
        Assert.That((settings[3], settings[4]), Is.EqualTo((1, 70000)));
        await client.OpenAsync();

        // RFC 9113 8.7: REFUSED_STREAM, so that the client may try again.
        Assert.That(await (await client.ConnectStreamAsync()).ReadResetAsync(), Is.EqualTo(7));
    }
}
