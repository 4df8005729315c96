using Abstractions;
using Host.Connections;
using Host.Tests.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace Host.Tests.Listening;

/// <summary>Members of a group that begin to read when a backlog waits for them: it leaves in sends of many parts, which the kernel takes bit by bit.</summary>
public sealed class LateReaderTests
{
    private const int Members = 4;
    private const int Messages = 300;
    private const int QueueBytes = 8 * 1024 * 1024;
    private const int SocketBytes = 16 * 1024;

    [Test]
    public async Task They_get_everything_whole_and_in_order([Values] bool tls)
    {
        var group = new ConnectionGroups().Create();
        var script = new HandlerScript();
        await using var server = await StartAsync(script);
        var readers = new List<RawClient>();
        try
        {
            for (var i = 0; i < Members; i++)
            {
                readers.Add(await RawClient.OpenAsync(server, Door.First, tls));
                group.Add(await script.OpenedAsync());
            }
            for (var number = 0; number < Messages; number++)
                Assert.That(group.Send(Message.FromBinary(Pattern.Make(number, LengthOf(number)))), Is.EqualTo(Members));

            // All at once, so that what one does not read holds up nobody else.
            await Task.WhenAll(readers.Select(ReadAllAsync));
        }
        finally
        {
            readers.ForEach(reader => reader.Dispose());
        }
    }

    // Small ones, which are copied behind others, larger ones, and some that the kernel takes in part. Less in all than a queue holds.
    private static int LengthOf(int number) => (number % 10) switch
    {
        < 5 => sizeof(int) + number,
        < 9 => 1024 + (number * 13),
        _ => 100_000,
    };

    private static async Task ReadAllAsync(RawClient reader)
    {
        for (var number = 0; number < Messages; number++)
        {
            var payload = (await reader.ReadFrameAsync()).Payload;
            Assert.That(payload, Has.Length.EqualTo(LengthOf(number)));
            Assert.That(Pattern.IsWhole(payload, number));
        }
    }

    private static Task<RunningServer> StartAsync(HandlerScript script) => new ServerSetup
    {
        Script = script,
        Settings = ["--Limits:SendQueueBytes", $"{QueueBytes}"],
        // What the system takes before anybody reads is made small, so that most of it waits.
        Configure = builder => builder.Services.Configure<SocketTransportOptions>(options => options.CreateBoundListenSocket = endPoint =>
        {
            var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
            socket.SendBufferSize = SocketBytes;
            return socket;
        }),
    }.StartAsync();
}
