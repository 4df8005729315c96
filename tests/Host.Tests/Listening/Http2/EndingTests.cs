using Abstractions;
using Contracts;
using Host.Tests.Connections;

namespace Host.Tests.Listening.Http2;

/// <summary>RFC 8441 5: END_STREAM is what a FIN is for TCP, and RST_STREAM with CANCEL what a reset is. Each end is one disconnect.</summary>
public sealed class EndingTests
{
    private const int Cancel = 8;

    [Test]
    public Task The_client_closes([Values] bool tls) => RunAsync(tls, new HandlerScript(), async (_, stream, _) =>
    {
        await stream.SendAsync(ClientFrame.Close(3456, "enough"));
        await AssertCloseAsync(stream, 3456);
        await stream.EndAsync();
        return new CloseReason(3456, "enough");
    });

    [Test]
    public Task The_client_closes_and_ends_at_once([Values] bool tls) => RunAsync(tls, new HandlerScript(), async (_, stream, _) =>
    {
        await stream.SendAsync(ClientFrame.Close(1000), end: true);
        await AssertCloseAsync(stream, 1000);
        return new CloseReason(1000);
    });

    [Test]
    public Task The_client_closes_and_does_not_end_its_stream([Values] bool tls) => RunAsync(tls, new HandlerScript(), async (_, stream, time) =>
    {
        await stream.SendAsync(ClientFrame.Close(1000));
        await AssertCloseAsync(stream, 1000);
        var reset = stream.ReadResetAsync();
        await time.AdvanceUntilAsync(reset, TimeSpan.FromSeconds(5));
        Assert.That(await reset, Is.EqualTo(Cancel));
        return new CloseReason(1000);
    });

    [Test]
    public Task The_handler_closes([Values] bool tls) => RunAsync(tls, new HandlerScript { OnMessage = (connection, _, _) => connection.CloseAsync(4000, "done") }, async (_, stream, _) =>
    {
        await stream.SendAsync(ClientFrame.Text("close"));
        Assert.That((await stream.ReadFrameAsync()).CloseCode, Is.EqualTo(4000));
        await stream.SendAsync(ClientFrame.Close(4000));
        Assert.That(await stream.ReadToEndAsync(), Is.Empty);
        await stream.EndAsync();
        return new CloseReason(4000, "done");
    });

    [Test]
    public Task The_handler_closes_and_the_client_does_not_answer([Values] bool tls) => RunAsync(tls, new HandlerScript { OnMessage = (connection, _, _) => connection.CloseAsync(4000) }, async (_, stream, time) =>
    {
        await stream.SendAsync(ClientFrame.Text("close"));
        Assert.That((await stream.ReadFrameAsync()).CloseCode, Is.EqualTo(4000));
        var reset = stream.ReadResetAsync();
        await time.AdvanceUntilAsync(reset, TimeSpan.FromSeconds(5));
        Assert.That(await reset, Is.EqualTo(Cancel));
        return new CloseReason(CloseCode.AbnormalClosure);
    });

    [Test]
    public Task The_client_ends_its_stream_without_a_close_frame([Values] bool tls) => RunAsync(tls, new HandlerScript(), async (_, stream, _) =>
    {
        await stream.EndAsync();
        Assert.That(await stream.ReadToEndAsync(), Is.Empty);
        return new CloseReason(CloseCode.AbnormalClosure);
    });

    [Test]
    public Task The_client_resets_its_stream([Values] bool tls) => RunAsync(tls, new HandlerScript(), async (_, stream, _) =>
    {
        await stream.ResetAsync();
        return new CloseReason(CloseCode.AbnormalClosure);
    });

    [Test]
    public async Task A_reset_is_seen_while_the_handler_is_at_work([Values] bool tls)
    {
        var script = new HandlerScript { OnMessage = async (connection, _, _) => await WaitAsync(connection.Aborted) };
        await RunAsync(tls, script, async (_, stream, _) =>
        {
            // More than is read ahead, so that nobody reads.
            await stream.SendAsync(ClientFrame.Binary(new byte[1]));
            await stream.SendAsync(ClientFrame.Binary(new byte[100 * 1024]));
            await stream.ResetAsync();
            return new CloseReason(CloseCode.AbnormalClosure);
        });
    }

    [Test]
    public async Task The_connection_is_lost([Values] bool tls) => await RunAsync(tls, new HandlerScript(), async (client, _, _) =>
    {
        await client.DisposeAsync();
        return new CloseReason(CloseCode.AbnormalClosure);
    });

    [TestCase(1002, "C1 80 00000000", Description = "a reserved bit")]
    [TestCase(1007, "81 82 00000000 C3 28", Description = "not UTF-8")]
    [TestCase(1009, "82 FF 0000000000100001 00000000", Description = "too big")]
    public async Task The_client_breaks_the_protocol(int code, string hex)
    {
        foreach (var tls in (bool[])[false, true])
        {
            await RunAsync(tls, new HandlerScript(), async (_, stream, _) =>
            {
                await stream.SendAsync(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
                await AssertCloseAsync(stream, code);
                await stream.EndAsync();
                return new CloseReason((ushort)code);
            });
        }
    }

    [Test]
    public Task The_handler_throws([Values] bool tls) => RunAsync(tls, new HandlerScript { OnMessage = (_, _, _) => throw new InvalidDataException("On purpose.") }, async (_, stream, _) =>
    {
        await stream.SendAsync(ClientFrame.Text("throw"));
        Assert.That((await stream.ReadFrameAsync()).CloseCode, Is.EqualTo(CloseCode.InternalError));
        await stream.SendAsync(ClientFrame.Close(CloseCode.InternalError), end: true);
        Assert.That(await stream.ReadToEndAsync(), Is.Empty);
        return new CloseReason(CloseCode.InternalError);
    });

    [Test]
    public async Task A_handler_that_takes_its_time_to_disconnect_does_not_keep_the_stream([Values] bool tls)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await RunAsync(tls, new HandlerScript { OnDisconnect = async _ => await gate.Task }, async (_, stream, _) =>
        {
            await stream.SendAsync(ClientFrame.Close(1000), end: true);
            await AssertCloseAsync(stream, 1000);
            gate.SetResult();
            return new CloseReason(1000);
        });
    }

    [Test]
    public async Task The_client_ends_its_stream_and_does_not_read_what_is_left([Values] bool tls)
    {
        var time = new FakeTimeProvider();
        var script = new HandlerScript { OnMessage = (connection, _, cancellationToken) => connection.SendAsync(Message.FromBinary(new byte[10_000]), cancellationToken) };
        await using var server = await Http2Server.StartAsync(script, time);
        await using var client = await Http2Client.ConnectAsync(server, tls, window: 1000);
        var stream = await client.OpenAsync();
        await stream.SendAsync((byte[])[.. ClientFrame.Text("send"), .. ClientFrame.Close(1000)], end: true);
        Assert.That(await script.EndedAsync(), Is.EqualTo(new CloseReason(1000)));
        var reset = stream.ReadResetAsync();
        await time.AdvanceUntilAsync(reset, TimeSpan.FromSeconds(1));

        Assert.That(await reset, Is.EqualTo(Cancel));
    }

    [Test]
    public async Task One_stream_ends_and_its_neighbours_go_on([Values] bool tls)
    {
        await using var server = await Http2Server.StartAsync();
        await using var client = await Http2Client.ConnectAsync(server, tls);
        var other = await client.OpenAsync();
        for (var i = 0; i < 50; i++)
        {
            var stream = await client.OpenAsync();
            if (i % 2 == 0)
            {
                await stream.ResetAsync();
            }
            else
            {
                await stream.SendAsync(ClientFrame.Close(1000), end: true);
                await AssertCloseAsync(stream, 1000);
            }
            await other.SendAsync(ClientFrame.Text($"{i}"));
            Assert.That((await other.ReadFrameAsync()).Text, Is.EqualTo($"{i}"));
        }
        Assert.That(client.Ended.IsCompleted, Is.False);
    }

    private static async ValueTask WaitAsync(CancellationToken aborted)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = aborted.Register(gate.SetResult);
        await gate.Task;
    }

    private static async Task RunAsync(bool tls, HandlerScript script, Func<Http2Client, Http2Stream, FakeTimeProvider, Task<CloseReason>> end)
    {
        var time = new FakeTimeProvider();
        await using var server = await Http2Server.StartAsync(script, time);
        using var counters = new Counters();
        await using var client = await Http2Client.ConnectAsync(server, tls);
        var expected = await end(client, await client.OpenAsync(), time);
        Assert.That(await script.EndedAsync(), Is.EqualTo(expected));
        await client.DisposeAsync();
        await server.StopAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(script.Disconnects, Has.Count.EqualTo(1), "Disconnected more than once.");
            Assert.That(server.Connections, Is.Zero);
            Assert.That(counters.Sum("wharf.connections.open", "protocol=rfc6455"), Is.Zero);
        }
    }

    private static async Task AssertCloseAsync(Http2Stream stream, int code)
    {
        Assert.That((await stream.ReadFrameAsync()).CloseCode, Is.EqualTo(code));
        Assert.That(await stream.ReadToEndAsync(), Is.Empty);
    }
}
