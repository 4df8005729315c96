using System.Collections.Concurrent;
using Abstractions;
using Host.Tests.Connections;

namespace Host.Tests.Listening;

/// <summary>A message's bytes stay as they are until its handler is done with them, whatever arrives meanwhile.</summary>
public sealed class PayloadTests
{
    private const int Connections = 4;
    private const int LargeBytes = 200 * 1024;

    private readonly ConcurrentQueue<string> _changed = [];

    [Test]
    public async Task A_payload_stays_while_its_handler_awaits([Values] Door door, [Values] bool tls, [Values(1, 64 * 1024)] int readAhead)
    {
        _changed.Clear();
        await using var server = await new ServerSetup { Script = new HandlerScript { OnMessage = CheckAsync }, Settings = ["--Limits:ReadAheadBytes", $"{readAhead}"] }.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, Connections).Select(seed => Task.Run(() => RunAsync(server, door, tls, seed))));

        Assert.That(_changed, Is.Empty);
    }

    [Test]
    public async Task A_payload_stays_at_a_gate_while_more_arrives([Values] Door door, [Values] bool tls)
    {
        _changed.Clear();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var script = new HandlerScript
        {
            OnMessage = async (connection, message, cancellationToken) =>
            {
                var number = Pattern.NumberOf(message.Payload.Span);
                await gate.Task;
                Check(message.Payload, number, "after the gate");
                await connection.SendAsync($"{number}", cancellationToken);
            },
        };
        await using var server = await new ServerSetup { Script = script }.StartAsync();
        using var client = await RawClient.OpenAsync(server, door, tls);
        await client.SendAsync(ClientFrame.Binary(Pattern.Make(1, 1000)));
        // More than is read ahead, so that the receiving side is as full as it gets; a ping in between shows that it is read at all.
        await client.SendAsync(ClientFrame.Ping("alive"));
        Assert.That((await client.ReadFrameAsync()).Opcode, Is.EqualTo(10));
        var sending = Task.Run(async () =>
        {
            for (var number = 2; number <= 200; number++)
                await client.SendAsync(ClientFrame.Binary(Pattern.Make(number, 5000)));
        });
        gate.SetResult();
        for (var number = 1; number <= 200; number++)
            Assert.That((await client.ReadFrameAsync()).Text, Is.EqualTo($"{number}"));
        await sending;

        Assert.That(_changed, Is.Empty);
    }

    private async ValueTask CheckAsync(IConnection connection, Message message, CancellationToken cancellationToken)
    {
        var number = Pattern.NumberOf(message.Payload.Span);
        Check(message.Payload, number, "at once");
        // Some messages complete at once, some after one turn and some after many.
        for (var turn = 0; turn < number % 7; turn++)
        {
            await Task.Yield();
            Check(message.Payload, number, $"after turn {turn}");
        }
        await connection.SendAsync($"{number}", cancellationToken);
    }

    private void Check(ReadOnlyMemory<byte> payload, int number, string when)
    {
        if (!Pattern.IsWhole(payload.Span, number))
            _changed.Enqueue($"Message {number} of {payload.Length} bytes has changed {when}.");
    }

    private static async Task RunAsync(RunningServer server, Door door, bool tls, int seed)
    {
        var random = new Random(seed);
        using var client = await RawClient.OpenAsync(server, door, tls);
        var messages = Enumerable.Range(0, 150).Select(number => (Number: (seed * 1000) + number, Length: number % 40 == 39 ? LargeBytes : random.Next(sizeof(int), 400))).ToList();
        var stream = messages.SelectMany(message => ClientFrame.Binary(Pattern.Make(message.Number, message.Length))).ToArray();
        var sending = Task.Run(async () =>
        {
            for (var at = 0; at < stream.Length;)
            {
                var length = Math.Min(random.Next(4) == 0 ? random.Next(1, 32 * 1024) : random.Next(1, 500), stream.Length - at);
                await client.SendAsync(stream.AsMemory(at, length));
                at += length;
            }
        });
        foreach (var message in messages)
            Assert.That((await client.ReadFrameAsync()).Text, Is.EqualTo($"{message.Number}"));
        await sending;
    }
}
