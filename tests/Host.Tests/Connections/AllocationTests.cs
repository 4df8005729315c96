using Abstractions;
using Handlers.Demo;
using Host.Configuration;
using Host.Connections;

namespace Host.Tests.Connections;

/// <summary>The hot path (read, decode, dispatch, encode, flush) costs no memory per message.</summary>
[NonParallelizable]
public sealed class AllocationTests
{
    private const int Rounds = 10_000;
    private const int GroupRounds = 1000;

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

    [Test]
    public void A_message_to_a_group_of_a_hundred_allocates_nothing([Values(1, 8)] int maxParts, [Values(20, 2000)] int length, [Values] SlowMemberPolicy policy)
    {
        var group = new ConnectionGroups().Create(policy);
        var members = Members(100, maxParts, group);
        var message = Message.FromText(new string('x', length));
        AssertAllocatesNothing(() => group.Send(message));
        Assert.That(members.Select(member => member.Transport.Sends), Is.All.EqualTo(2 * GroupRounds));
    }

    [Test]
    public void Messages_to_a_group_that_go_out_together_allocate_nothing([Values] SlowMemberPolicy policy)
    {
        var group = new ConnectionGroups().Create(policy);
        var members = Members(20, 8, group);
        var messages = new[] { 2000, 20, 30, 5000, 20, 1000 }.Select(length => Message.FromText(new string('x', length))).ToArray();
        AssertAllocatesNothing(() =>
        {
            foreach (var member in members)
                member.Connection.CorkSends();
            foreach (var message in messages)
                group.Send(message);
            foreach (var member in members)
                member.Connection.UncorkSends();
        });
        Assert.That(members.Select(member => member.Transport.Sends), Is.All.EqualTo(2 * GroupRounds));
    }

    private static void AssertAllocatesNothing(Action send)
    {
        Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThanOrEqualTo(1024));

        void Run()
        {
            for (var i = 0; i < GroupRounds; i++)
                send();
        }
    }

    private static List<ConnectionUnderTest> Members(int count, int maxParts, IConnectionGroup group)
    {
        var members = Enumerable.Range(0, count)
            .Select(_ => new ConnectionUnderTest(new RecordingHandler(), transport: new MemoryTransport { KeepsSent = false, MaxParts = maxParts })).ToList();
        members.ForEach(member => member.Connection.Open());
        members.ForEach(member => group.Add(member.Connection));
        return members;
    }

    [Test]
    public void Nor_do_calls_on_the_thread_pool([Values(1, 16)] int atOnce)
    {
        var handler = new CountingEcho();
        var core = new ConnectionUnderTest(handler, transport: new MemoryTransport { KeepsSent = false, SharesThread = true }, dispatch: Dispatch.Pool);
        core.Connection.Open();
        var frames = Enumerable.Repeat(ClientFrame.Text("a message of ordinary length, with an é in it"), atOnce).SelectMany(frame => frame).ToArray();
        var received = new byte[frames.Length];

        Echo(Rounds);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Echo(2 * Rounds);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        // Of all threads, the runner's too; the smallest object has 24 bytes.
        Assert.That(allocated, Is.LessThan(8 * Rounds));

        void Echo(int until)
        {
            while (handler.Echoed < until)
            {
                var expected = handler.Echoed + atOnce;
                frames.CopyTo(received.AsSpan());
                core.Connection.CorkSends();
                core.Connection.Receive(received);
                core.Connection.UncorkSends();
                for (var wait = new SpinWait(); handler.Echoed < expected;)
                    wait.SpinOnce(sleep1Threshold: -1);
            }
        }
    }

    private sealed class CountingEcho : IConnectionHandler
    {
        private int _echoed;

        public int Echoed => Volatile.Read(ref _echoed);

        public ValueTask OnMessageAsync(IConnection connection, Message message, CancellationToken cancellationToken)
        {
            var sending = connection.SendAsync(message, cancellationToken);
            Interlocked.Increment(ref _echoed);
            return sending;
        }
    }
}
