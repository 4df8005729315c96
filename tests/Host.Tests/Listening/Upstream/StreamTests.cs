using Abstractions;
using Contracts;

namespace Host.Tests.Listening.Upstream;

/// <summary>Clients that end the stream half-way, or do not read it.</summary>
public sealed class StreamTests
{
    private const string Open = "GET /chat HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n";

    private RunningServer _server = null!;

    [TearDown]
    public async Task Dispose()
    {
        await _server.DisposeAsync();
        Assert.That(_server.Log.Errors, Is.Empty);
    }

    [Test]
    public async Task A_stream_that_is_dropped_inside_an_event_has_ended([Values] bool resets)
    {
        var script = new HandlerScript
        {
            OnConnect = async (connection, aborted) =>
            {
                while (!aborted.IsCancellationRequested)
                    await connection.SendAsync(Message.FromBinary(new byte[1_000_000]), aborted);
            },
        };
        _server = await SseServer.StartAsync(script);
        using (var client = await RawClient.ConnectAsync(_server))
        {
            await client.SendAsync(Open);
            await client.ReadAsync(100_000);
            if (resets)
                client.Reset();
        }
        Assert.That(await script.EndedAsync(), Is.EqualTo(new CloseReason(CloseCode.AbnormalClosure)));
    }

    [Test]
    public async Task A_client_that_does_not_read_is_cut_off_after_the_close()
    {
        var time = new FakeTimeProvider();
        var script = new HandlerScript();
        _server = await SseServer.StartAsync(script, time);
        using var client = await RawClient.ConnectAsync(_server);
        await client.SendAsync(Open);
        var connection = await script.OpenedAsync();
        var stuck = connection.SendAsync(Message.FromBinary(new byte[32_000_000])).AsTask();
        var waiting = connection.SendAsync(Message.FromText("behind it")).AsTask();
        Assert.That((stuck.IsCompleted, waiting.IsCompleted), Is.EqualTo((true, false)));

        await connection.CloseAsync(4000);

        await time.AdvanceUntilAsync(EndAsync(), TimeSpan.FromSeconds(5));
        Assert.That(script.Disconnects, Is.EqualTo((CloseReason[])[new(4000)]));
        Assert.That(() => waiting, Throws.TypeOf<ConnectionClosedException>());

        async Task EndAsync()
        {
            while (_server.Connections > 0)
                await Task.Delay(10);
        }
    }
}
