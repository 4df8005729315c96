using Abstractions;
using Contracts;
using Host.Tests.Connections;

namespace Host.Tests.Listening;

/// <summary>A client that does not read, by the send policy of its route; and one that only writes.</summary>
public sealed class SendPolicyTests
{
    private const int MessageBytes = 64 * 1024;

    // Far more than all the buffers on the way hold.
    private const int Messages = 1000;

    [Test]
    public async Task Wait_makes_the_sender_wait([Values] bool tls)
    {
        using var counters = new Counters();
        var (server, script) = await StartAsync(SendPolicy.Wait);
        await using var _ = server;
        using var client = await RawClient.OpenAsync(server, Door.First, tls);
        var connection = await script.OpenedAsync();
        var sent = new List<Task>();
        while (sent.Count == 0 || sent[^1].IsCompletedSuccessfully)
            sent.Add(connection.SendAsync(Message.FromBinary(Pattern.Make(sent.Count, MessageBytes))).AsTask());
        Assert.That(counters.Sum("wharf.sends.waited"), Is.Positive);
        for (var i = 0; i < sent.Count; i++)
            Assert.That(Pattern.IsWhole((await client.ReadFrameAsync()).Payload, i), Is.True);
        await Task.WhenAll(sent).WaitAsync(RawClient.HangLimit);
    }

    [Test]
    public async Task DropOldest_never_waits_and_the_client_sees_the_newest([Values] bool tls)
    {
        using var counters = new Counters();
        var (server, script) = await StartAsync(SendPolicy.DropOldest);
        await using var _ = server;
        using var client = await RawClient.OpenAsync(server, Door.First, tls);
        var connection = await script.OpenedAsync();
        for (var i = 0; i < Messages; i++)
            Assert.That(connection.SendAsync(Message.FromBinary(Pattern.Make(i, MessageBytes))).AsTask().IsCompletedSuccessfully);
        Assert.That(counters.Sum("wharf.sends.dropped"), Is.Positive);
        for (var last = -1; last < Messages - 1;)
        {
            var payload = (await client.ReadFrameAsync()).Payload;
            var number = Pattern.NumberOf(payload);
            Assert.That(number, Is.GreaterThan(last));
            Assert.That(Pattern.IsWhole(payload, number), Is.True);
            last = number;
        }
    }

    [Test]
    public async Task Disconnect_closes_with_1008_after_what_was_queued([Values] bool tls)
    {
        var (server, script) = await StartAsync(SendPolicy.Disconnect);
        await using var _ = server;
        using var client = await RawClient.OpenAsync(server, Door.First, tls);
        var connection = await script.OpenedAsync();
        var sent = 0;
        var failure = Assert.ThrowsAsync<ConnectionClosedException>(async () =>
        {
            for (; sent < Messages; sent++)
                await connection.SendAsync(Message.FromBinary(Pattern.Make(sent, MessageBytes)));
        });
        Assert.That(failure!.Reason, Is.EqualTo(new CloseReason(CloseCode.PolicyViolation, "too slow")));
        for (var i = 0; i < sent; i++)
            Assert.That(Pattern.IsWhole((await client.ReadFrameAsync()).Payload, i), Is.True);
        Assert.That((await client.ReadFrameAsync()).CloseCode, Is.EqualTo(1008));
        await client.SendAsync(ClientFrame.Close(1008));
        Assert.That((await script.EndedAsync()).Code, Is.EqualTo(1008));
    }

    [Test]
    public async Task A_client_and_a_handler_that_only_write_do_not_hang([Values] Door door, [Values] bool tls)
    {
        var time = new FakeTimeProvider();
        var script = new HandlerScript();
        await using var server = await new ServerSetup { Script = script, Time = time }.StartAsync();
        using var other = await RawClient.OpenAsync(server, Door.First, tls: false);
        using var client = await RawClient.OpenAsync(server, door, tls);
        var writing = Task.Run(async () =>
        {
            var frame = ClientFrame.Binary(new byte[MessageBytes]);
            while (true)
                await client.SendAsync(frame);
        });
        await time.AdvanceUntilAsync(script.EndedAsync(), TimeSpan.FromSeconds(1));
        Assert.That(script.Disconnects.Single().Code, Is.EqualTo(1006));
        Assert.That(async () => await writing.WaitAsync(RawClient.HangLimit), Throws.InstanceOf<IOException>());
        await other.SendAsync(ClientFrame.Text("still there"));
        Assert.That((await other.ReadFrameAsync()).Text, Is.EqualTo("still there"));
    }

    // The handler itself says nothing of a policy. No time passes, so that a client may read as late as it likes.
    private static async Task<(RunningServer Server, HandlerScript Script)> StartAsync(SendPolicy policy)
    {
        var script = new HandlerScript();
        var setup = new ServerSetup
        {
            Script = script,
            Time = new FakeTimeProvider(),
            Settings = ["--Routes:/chat:Handler", "chat", "--Routes:/chat:SendPolicy", $"{policy}"],
        };
        return (await setup.StartAsync(), script);
    }
}
