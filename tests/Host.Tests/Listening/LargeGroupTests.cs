using Abstractions;
using Host.Connections;
using Host.Tests.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace Host.Tests.Listening;

/// <summary>A group over real sockets, one of whose members never reads.</summary>
public sealed class LargeGroupTests
{
    private const int Members = 500;
    private const int Messages = 40;
    private const int MessageBytes = 16 * 1024;
    private const int QueueBytes = 64 * 1024;

    // All messages to all members are five times as much.
    private const long MemoryBound = 64L * 1024 * 1024;

    [Test]
    public async Task Everybody_receives_everything_except_the_one_who_does_not_read_and_is_disconnected()
    {
        var group = new ConnectionGroups().Create();
        var script = new HandlerScript
        {
            OnConnect = (connection, _) =>
            {
                group.Add(connection);
                return ValueTask.CompletedTask;
            },
            OnMessage = (_, message, _) =>
            {
                group.Send(message);
                return ValueTask.CompletedTask;
            },
        };
        using var counters = new Counters();
        await using var server = await StartAsync(script);
        using var slow = await RawClient.OpenAsync(server);
        var slowConnection = await script.OpenedAsync();
        var readers = new List<RawClient>();
        try
        {
            for (var i = 1; i < Members; i++)
                readers.Add(await RawClient.OpenAsync(server));
            await TellEverybodyAsync(readers, 0);
            Assert.That(group.Count, Is.EqualTo(Members));
            var before = GC.GetTotalMemory(forceFullCollection: true);

            for (var number = 1; number <= Messages; number++)
                await TellEverybodyAsync(readers, number);

            Assert.That(GC.GetTotalMemory(forceFullCollection: true) - before, Is.LessThan(MemoryBound));
            Assert.That(slowConnection.Aborted.IsCancellationRequested);
            Assert.That(await script.EndedAsync(), Is.EqualTo(new CloseReason(CloseCode.PolicyViolation, "too slow")));
            Assert.That(script.Disconnects, Has.Count.EqualTo(1));
            Assert.That(group.Count, Is.EqualTo(Members - 1));
            Assert.That(counters.Sum("wharf.group.disconnected"), Is.EqualTo(1));
        }
        finally
        {
            readers.ForEach(reader => reader.Dispose());
        }
    }

    // One message at a time, so that nobody is slow for want of processors: each reader has it before the next is sent.
    private static async Task TellEverybodyAsync(List<RawClient> readers, int number)
    {
        await readers[number].SendAsync(ClientFrame.Binary(Pattern.Make(number, MessageBytes)));
        foreach (var reader in readers)
            Assert.That(Pattern.IsWhole((await reader.ReadFrameAsync()).Payload, number));
    }

    private static Task<RunningServer> StartAsync(HandlerScript script) => new ServerSetup
    {
        Script = script,
        Settings = ["--Limits:SendQueueBytes", $"{QueueBytes}", "--Limits:CloseSeconds", "1"],
        // What the system takes for a peer that does not read is not the host's to bound: it is made small, to be full soon.
        Configure = builder => builder.Services.Configure<SocketTransportOptions>(options => options.CreateBoundListenSocket = endPoint =>
        {
            var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
            socket.SendBufferSize = QueueBytes;
            socket.ReceiveBufferSize = QueueBytes;
            return socket;
        }),
    }.StartAsync();
}
