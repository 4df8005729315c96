using Abstractions;
using Host.Tests.Connections;
using Host.Tests.Listening;

namespace Host.Tests.Sockets;

/// <summary>While a handler is behind, its peer waits, and the end of the stream is seen all the same.</summary>
[Platform("Linux")]
public sealed class LoopReceivingTests
{
    [Test]
    public async Task Everything_arrives_once_the_handler_goes_on([Values(1, 1000, 64 * 1024)] int readAhead)
    {
        const int Messages = 2000;
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var script = new HandlerScript { OnMessage = (connection, message, _) => EchoNumberAsync(connection, message, gate.Task) };
        await using var server = await LoopServer.StartAsync(script, settings: ["--Limits:ReadAheadBytes", $"{readAhead}"]);
        using var client = await RawClient.OpenAsync(server);
        // Far more than the kernel holds.
        var sending = Task.Run(async () =>
        {
            for (var number = 0; number < Messages; number++)
                await client.SendAsync(ClientFrame.Binary(Pattern.Make(number, 10_000)));
        });
        gate.SetResult();
        for (var number = 0; number < Messages; number++)
            Assert.That((await client.ReadFrameAsync()).Text, Is.EqualTo($"{number}"));
        await sending;
    }

    [Test]
    public async Task The_end_of_the_stream_is_seen_while_reading_waits_and_costs_no_turn([Values] bool reset)
    {
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var script = new HandlerScript
        {
            OnMessage = async (connection, message, cancellationToken) =>
            {
                if (message.Text != "stop")
                {
                    await connection.SendAsync(message, cancellationToken);
                    return;
                }
                cancellationToken.Register(aborted.SetResult);
                await gate.Task;
            },
        };
        await using var server = await LoopServer.StartAsync(script, settings: ["--Limits:ReadAheadBytes", "1"]);
        using var counters = new Counters();
        using var neighbour = await RawClient.OpenAsync(server);
        using var client = await RawClient.OpenAsync(server);
        await client.SendAsync("", ClientFrame.Text("stop"), ClientFrame.Text("second"), ClientFrame.Text("third"), ClientFrame.Text("fourth"));
        while (counters.Sum("wharf.reads.paused") == 0)
            await neighbour.AssertEchoesAsync();
        await LoopSendingTests.AssertRestsAsync(server, neighbour);
        if (reset)
            client.Reset();
        else
            await client.EndSendingAsync();
        await aborted.Task.WaitAsync(RawClient.HangLimit);
        await LoopSendingTests.AssertRestsAsync(server, neighbour);
        Assert.That(script.Disconnects, Is.Empty);
        gate.SetResult();
        Assert.That((await script.EndedAsync()).Code, Is.EqualTo(CloseCode.AbnormalClosure));
        if (!reset)
        {
            foreach (var text in (string[])["second", "third", "fourth"])
                Assert.That((await client.ReadFrameAsync()).Text, Is.EqualTo(text));
        }
        await LoopSendingTests.AssertRestsAsync(server, neighbour);
    }

    [Test]
    public async Task A_payload_stays_while_others_receive_into_the_buffers_of_the_loop()
    {
        const int Waiting = 50;
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var script = new HandlerScript { OnMessage = (connection, message, _) => EchoNumberAsync(connection, message, gate.Task) };
        await using var server = await LoopServer.StartAsync(script);
        var clients = new List<RawClient>();
        for (var i = 0; i < Waiting; i++)
            clients.Add(await RawClient.OpenAsync(server));
        // Each waits at the gate with the first, in a buffer that the loop has received into.
        for (var number = 0; number < 3; number++)
        {
            foreach (var client in clients)
                await client.SendAsync(ClientFrame.Binary(Pattern.Make((clients.IndexOf(client) * 10) + number, 4000)));
        }
        foreach (var client in clients)
        {
            await client.SendAsync(ClientFrame.Ping("received"));
            Assert.That((await client.ReadFrameAsync()).Opcode, Is.EqualTo(10));
        }
        gate.SetResult();
        foreach (var client in clients)
        {
            for (var number = 0; number < 3; number++)
                Assert.That((await client.ReadFrameAsync()).Text, Is.EqualTo($"{(clients.IndexOf(client) * 10) + number}"));
        }
        clients.ForEach(client => client.Dispose());
    }

    [Test]
    public async Task Descriptors_are_used_again_while_others_stay()
    {
        await using var server = await LoopServer.StartAsync(loops: 2);
        var staying = new List<RawClient>();
        for (var round = 0; round < 20; round++)
        {
            var going = new List<RawClient>();
            for (var i = 0; i < 10; i++)
                going.Add(await RawClient.OpenAsync(server));
            staying.Add(await RawClient.OpenAsync(server));
            foreach (var client in going)
                await client.AssertEchoesAsync($"{round}");
            for (var i = 0; i < going.Count; i++)
            {
                if (i % 2 == 0)
                    going[i].Reset();
                else
                    going[i].Dispose();
            }
            foreach (var client in staying)
                await client.AssertEchoesAsync($"{round}");
        }
        staying.ForEach(client => client.Dispose());
    }

    // "changed" where the payload is not what was sent.
    private static async ValueTask EchoNumberAsync(IConnection connection, Message message, Task gate)
    {
        await gate;
        var number = Pattern.NumberOf(message.Payload.Span);
        await connection.SendAsync(Pattern.IsWhole(message.Payload.Span, number) ? $"{number}" : "changed");
    }
}
