using System.Globalization;
using Abstractions;
using Host.Tests.Connections;

namespace Host.Tests.Listening;

/// <summary>Many senders on one connection.</summary>
public sealed class SendingTests
{
    private const int Senders = 8;
    private const int Messages = 250;

    [Test]
    public async Task Each_of_many_senders_keeps_its_order([Values] Door door, [Values] bool tls, [Values(1, 1024 * 1024)] int queueBytes)
    {
        var script = new HandlerScript();
        await using var server = await new ServerSetup { Script = script, Settings = ["--Limits:SendQueueBytes", $"{queueBytes}"] }.StartAsync();
        using var client = await RawClient.OpenAsync(server, door, tls);
        var connection = await script.OpenedAsync();
        var sending = Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(() => SendAsync(connection, sender))));

        var last = new int[Senders];
        for (var i = 0; i < Senders * Messages; i++)
            AssertNext(last, (await client.ReadFrameAsync()).Payload);
        await sending;
        Assert.That(last, Is.All.EqualTo(Messages));
    }

    [Test]
    public async Task Other_threads_send_while_messages_arrive_and_are_answered([Values] Door door, [Values] bool tls)
    {
        var sending = Task.CompletedTask;
        var script = new HandlerScript
        {
            OnConnect = (connection, _) =>
            {
                sending = Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(() => SendAsync(connection, sender))));
                return ValueTask.CompletedTask;
            },
        };
        await using var server = await new ServerSetup { Script = script }.StartAsync();
        using var client = await RawClient.OpenAsync(server, door, tls);
        var asking = Task.Run(async () =>
        {
            for (var i = 0; i < Messages; i++)
                await client.SendAsync(ClientFrame.Text($"{i}"));
        });

        var last = new int[Senders];
        var answered = 0;
        for (var i = 0; i < (Senders + 1) * Messages; i++)
        {
            var frame = await client.ReadFrameAsync();
            if (frame.Opcode == 1)
                Assert.That(frame.Text, Is.EqualTo(answered++.ToString(CultureInfo.InvariantCulture)));
            else
                AssertNext(last, frame.Payload);
        }
        await asking;
        await sending;
        Assert.That((answered, last.Sum()), Is.EqualTo((Messages, Senders * Messages)));
    }

    [Test]
    public async Task A_peer_that_does_not_read_makes_senders_wait_and_loses_nothing([Values] Door door, [Values] bool tls)
    {
        const int Count = 400;
        var script = new HandlerScript();
        await using var server = await new ServerSetup { Script = script }.StartAsync();
        using var client = await RawClient.OpenAsync(server, door, tls);
        var connection = await script.OpenedAsync();
        var sent = 0;
        using var counters = new Counters();
        var sending = Task.Run(async () =>
        {
            for (; sent < Count; sent++)
                await connection.SendAsync(Message.FromBinary(Pattern.Make(sent, 64 * 1024)));
        });
        // Far more than all buffers on the way hold: the sender waits before anything is read.
        using var hang = new CancellationTokenSource(RawClient.HangLimit);
        while (counters.Sum("wharf.sends.waited") == 0)
            await Task.Delay(1, hang.Token);
        Assert.That(sending.IsCompleted, Is.False);
        for (var number = 0; number < Count; number++)
        {
            var payload = (await client.ReadFrameAsync()).Payload;
            Assert.That(payload.Length == 64 * 1024 && Pattern.IsWhole(payload, number), Is.True, $"message {number}");
        }
        await sending;
    }

    // A sender's messages are of different lengths, so that frames that are mixed up are seen. Every other sender does not wait for its turn.
    private static async Task SendAsync(IConnection connection, int sender)
    {
        var sends = new List<Task>();
        for (var i = 1; i <= Messages; i++)
        {
            var send = connection.SendAsync(Message.FromBinary(Pattern.Make((sender << 16) | i, sizeof(int) + (i * 37 % 3000)))).AsTask();
            if (sender % 2 == 0)
                await send;
            sends.Add(send);
        }
        await Task.WhenAll(sends);
    }

    private static void AssertNext(int[] last, byte[] payload)
    {
        var number = Pattern.NumberOf(payload);
        var sender = number >> 16;
        Assert.That(Pattern.IsWhole(payload, number), Is.True);
        Assert.That(number & 0xFFFF, Is.EqualTo(++last[sender]), $"sender {sender}");
    }
}
