using System.Net.Sockets;
using Host.Tests.Connections;
using Host.Tests.Listening;

namespace Host.Tests.Sockets;

/// <summary>What a connection costs from its accept to its close, of which most is the connection itself.</summary>
[Platform("Linux")]
[NonParallelizable]
public sealed class LoopOpeningAllocationTests
{
    private const int Rounds = 500;

    [Test]
    public async Task A_connection_allocates_little_but_itself()
    {
        long atLoop = 0;
        var script = new HandlerScript
        {
            OnConnect = (_, _) =>
            {
                // It is the loop's thread, which does nothing else.
                Volatile.Write(ref atLoop, GC.GetAllocatedBytesForCurrentThread());
                return ValueTask.CompletedTask;
            },
        };
        await using var server = await LoopServer.StartAsync(script, settings: ["--Logging:LogLevel:Default", "Warning"]);
        var request = System.Text.Encoding.ASCII.GetBytes(RequestText.Upgrade());
        var close = ClientFrame.Close(1000);
        var buffer = new byte[4096];

        Connect();
        var before = Volatile.Read(ref atLoop);
        Connect();
        var allocated = (Volatile.Read(ref atLoop) - before) / Rounds;
        Assert.That(allocated, Is.LessThanOrEqualTo(2560));

        void Connect()
        {
            for (var i = 0; i < Rounds; i++)
            {
                using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = (int)RawClient.HangLimit.TotalMilliseconds };
                socket.Connect(server.EndPoint(tls: false));
                socket.Send(request);
                for (var received = 0; !buffer.AsSpan(0, received).EndsWith("\r\n\r\n"u8);)
                    received += socket.Receive(buffer, received, buffer.Length - received, SocketFlags.None);
                socket.Send(close);
                while (socket.Receive(buffer) > 0)
                {
                }
            }
        }
    }
}
