using System.Net.Sockets;
using Abstractions;
using Host.Tests.Connections;
using Host.Tests.Listening;

namespace Host.Tests.Sockets;

/// <summary>The stop of a server on loops, in order and without.</summary>
[Platform("Linux")]
public sealed class LoopStopTests
{
    [Test]
    public async Task Everybody_is_told_and_sockets_without_a_handshake_end()
    {
        var script = new HandlerScript();
        await using var server = await LoopServer.StartAsync(script, loops: 2, settings: ["--Shutdown:DrainSeconds", "86400"]);
        var clients = new List<RawClient>();
        var silent = new List<RawClient>();
        for (var i = 0; i < 20; i++)
        {
            clients.Add(await RawClient.OpenAsync(server));
            silent.Add(await RawClient.ConnectAsync(server));
        }
        var endPoint = server.EndPoint(tls: false);
        var stop = server.StopAsync();
        foreach (var client in silent)
            await client.WaitForEndAsync();
        foreach (var client in clients)
        {
            Assert.That((await client.ReadFrameAsync()).CloseCode, Is.EqualTo(CloseCode.GoingAway));
            await client.SendAsync(ClientFrame.Close(CloseCode.GoingAway));
            Assert.That(await client.ReadToEndAsync(), Is.Empty);
        }
        await stop;
        Assert.That(script.Disconnects, Is.EqualTo(Enumerable.Repeat(new CloseReason(CloseCode.GoingAway), clients.Count)));
        await AssertClosedAsync(endPoint);
        clients.ForEach(client => client.Dispose());
        silent.ForEach(client => client.Dispose());
    }

    [Test]
    public async Task Once_it_is_disposed_of_without_a_stop_nothing_is_left_either()
    {
        var script = new HandlerScript();
        var server = await LoopServer.StartAsync(script, loops: 2);
        using var client = await RawClient.OpenAsync(server);
        using var silent = await RawClient.ConnectAsync(server);
        var endPoint = server.EndPoint(tls: false);
        await server.DisposeAsync();
        await client.WaitForEndAsync();
        await silent.WaitForEndAsync();
        Assert.That((await script.EndedAsync()).Code, Is.EqualTo(CloseCode.AbnormalClosure));
        await AssertClosedAsync(endPoint);
    }

    private static async Task AssertClosedAsync(System.Net.IPEndPoint endPoint)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await Assert.ThatAsync(async () => await socket.ConnectAsync(endPoint), Throws.InstanceOf<SocketException>());
    }
}
