using System.Net;
using System.Net.Sockets;
using Abstractions;
using Contracts;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace Host.Tests.Listening;

/// <summary>A client that reads a large message little by little is slow, and not dead: <c>Limits:SendSeconds</c> is for those that take nothing.</summary>
public sealed class SlowReaderTests
{
    private const int MessageBytes = 2 * 1024 * 1024;

    // What the system takes before anybody reads is made small: so much less than what is read at a time that the server sends between two reads, and
    // that is less than it hands over at once.
    private const int SocketBytes = 16 * 1024;
    private const int ReadBytes = 128 * 1024;

    [Test]
    public async Task It_gets_all_of_it([Values] bool tls)
    {
        var time = new FakeTimeProvider();
        var script = new HandlerScript();
        await using var server = await new ServerSetup
        {
            Script = script,
            Time = time,
            Settings = ["--KeepAlive:PingSeconds", "0", "--Limits:SendSeconds", "20", "--Limits:SendQueueBytes", $"{2 * MessageBytes}"],
            Configure = builder => builder.Services.Configure<SocketTransportOptions>(options => options.CreateBoundListenSocket = WithSmallBuffers),
        }.StartAsync();
        using var client = await RawClient.OpenAsync(server, Door.First, tls, receiveBufferSize: SocketBytes);
        var connection = await script.OpenedAsync();
        await connection.SendAsync(Message.FromBinary(Pattern.Make(1, MessageBytes)));

        var header = await client.ReadAsync(2 + sizeof(long));
        Assert.That(header[..2], Is.EqualTo((byte[])[0x82, 127]));
        var payload = new List<byte>();
        while (payload.Count < MessageBytes)
        {
            for (var second = 0; second < 15; second++)
                time.Advance(TimeSpan.FromSeconds(1));
            payload.AddRange(await client.ReadAsync(ReadBytes));
        }
        Assert.That(Pattern.IsWhole(payload.ToArray(), 1));
    }

    private static Socket WithSmallBuffers(EndPoint endPoint)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        socket.SendBufferSize = SocketBytes;
        return socket;
    }
}
