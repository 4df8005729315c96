using System.Net.Sockets;
using Abstractions;
using Handlers.Demo;
using Host.Tests.Connections;
using Host.Tests.Listening;

namespace Host.Tests.Sockets;

/// <summary>From the socket to the socket, the hot path of a loop costs no memory per message.</summary>
[Platform("Linux")]
[NonParallelizable]
public sealed class LoopAllocationTests
{
    private const int Rounds = 5000;

    [Test]
    public async Task An_echo_allocates_nothing([Values(1, 16)] int depth)
    {
        long atLoop = 0;
        var echo = new EchoHandler();
        var script = new HandlerScript
        {
            OnMessage = (connection, message, cancellationToken) =>
            {
                // It is the loop's thread, which does nothing else.
                Volatile.Write(ref atLoop, GC.GetAllocatedBytesForCurrentThread());
                return echo.OnMessageAsync(connection, message, cancellationToken);
            },
        };
        await using var server = await LoopServer.StartAsync(script);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = (int)RawClient.HangLimit.TotalMilliseconds };
        socket.Connect(server.EndPoint(tls: false));
        socket.Send(System.Text.Encoding.ASCII.GetBytes(RequestText.Upgrade()));
        var buffer = new byte[4096];
        for (var received = 0; !buffer.AsSpan(0, received).EndsWith("\r\n\r\n"u8);)
            received += socket.Receive(buffer, received, buffer.Length - received, SocketFlags.None);
        var message = ClientFrame.Text("twenty bytes of text");
        var sent = Enumerable.Repeat(message, depth).SelectMany(bytes => bytes).ToArray();
        // A server's frame has no mask.
        var answer = depth * (message.Length - 4);

        Echo();
        var before = Volatile.Read(ref atLoop);
        Echo();
        var allocated = Volatile.Read(ref atLoop) - before;
        Assert.That(allocated, Is.LessThanOrEqualTo(1024));

        void Echo()
        {
            for (var i = 0; i < Rounds; i++)
            {
                socket.Send(sent);
                for (var received = 0; received < answer;)
                    received += socket.Receive(buffer, 0, answer - received, SocketFlags.None);
            }
        }
    }
}
