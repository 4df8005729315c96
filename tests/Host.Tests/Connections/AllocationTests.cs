using Abstractions;
using Handlers.Demo;
using Host.Configuration;

namespace Host.Tests.Connections;

/// <summary>The hot path (read, decode, dispatch, encode, flush) costs no memory per message.</summary>
[NonParallelizable]
public sealed class AllocationTests
{
    private const int Rounds = 10_000;

    [Test]
    public void Ten_thousand_echoes_allocate_nothing([Values(0, 30)] int frameSeconds, [Values] bool inHalves, [Values] SendPolicy sendPolicy)
    {
        var transport = new MemoryTransport { KeepsSent = false };
        var core = new ConnectionUnderTest(new EchoHandler(), new Limits { FrameSeconds = frameSeconds }, transport: transport, sendPolicy: sendPolicy);
        core.Connection.Open();
        var frame = ClientFrame.Text("a message of ordinary length, with an é in it");
        var received = new byte[frame.Length];
        var half = inHalves ? frame.Length / 2 : frame.Length;

        Echo();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Echo();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(transport.Sends, Is.EqualTo(2 * Rounds));
        Assert.That(allocated, Is.LessThanOrEqualTo(1024));

        void Echo()
        {
            for (var i = 0; i < Rounds; i++)
            {
                frame.CopyTo(received.AsSpan());
                core.Connection.CorkSends();
                core.Connection.Receive(received.AsMemory(0, half));
                if (inHalves)
                    core.Connection.Receive(received.AsMemory(half));
                core.Connection.UncorkSends();
            }
        }
    }
}
