using Abstractions;
using Contracts;
using Host.Tests.Connections;
using Host.Tests.Listening;

namespace Host.Tests.Sockets;

/// <summary>What is sent on a connection leaves, though the thread of its loop is blocked in a call about it.</summary>
[Platform("Linux")]
[CancelAfter(180_000)]
public sealed class BlockedSendsTests
{
    private HandlerGate _gate = null!;

    [SetUp]
    public void Close() => _gate = new HandlerGate();

    [TearDown]
    public void Open() => _gate.Dispose();

    [Test]
    public async Task What_others_send_to_it_leaves_meanwhile()
    {
        var script = new HandlerScript { OnMessage = _gate.EchoOrBlockAsync };
        await using var server = await LoopServer.StartAsync(script);
        using var blocked = await RawClient.OpenAsync(server);
        var connection = await script.OpenedAsync();
        using var neighbour = await RawClient.OpenAsync(server);
        await blocked.SendAsync(ClientFrame.Text("block"));
        await _gate.EnteredAsync();
        await neighbour.AssertEchoesAsync();
        // More than the kernel takes at once.
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < 400; i++)
                await connection.SendAsync(Message.FromBinary(Pattern.Make(i, 64 * 1024)));
        });
        for (var i = 0; i < 400; i++)
            Assert.That(Pattern.IsWhole((await blocked.ReadFrameAsync()).Payload, i));
        _gate.Open();
        await sending.WaitAsync(RawClient.HangLimit);
    }

    [Test]
    public async Task Blocked_by_its_own_sends_it_gets_them_sent()
    {
        var script = new HandlerScript
        {
            OnMessage = (connection, _, cancellationToken) =>
            {
                _gate.Enter();
                for (var i = 0; i < 400; i++)
                    connection.SendAsync(Message.FromBinary(Pattern.Make(i, 64 * 1024)), cancellationToken).AsTask().Wait(cancellationToken);
                return ValueTask.CompletedTask;
            },
        };
        await using var server = await LoopServer.StartAsync(script);
        using var blocked = await RawClient.OpenAsync(server);
        await blocked.SendAsync(ClientFrame.Text("go"));
        await _gate.EnteredAsync();
        for (var i = 0; i < 400; i++)
            Assert.That(Pattern.IsWhole((await blocked.ReadFrameAsync()).Payload, i));
    }

    [Test]
    public async Task Blocked_by_its_own_sends_to_one_who_does_not_read_it_is_cut_off()
    {
        var time = new FakeTimeProvider();
        var script = new HandlerScript
        {
            OnMessage = (connection, _, _) =>
            {
                _gate.Enter();
                while (true)
                    connection.SendAsync(Message.FromBinary(new byte[64 * 1024]), CancellationToken.None).AsTask().GetAwaiter().GetResult();
            },
        };
        await using var server = await LoopServer.StartAsync(script, time);
        using var blocked = await RawClient.OpenAsync(server);
        await blocked.SendAsync(ClientFrame.Text("go"));
        await _gate.EnteredAsync();
        var ended = script.EndedAsync();
        await time.AdvanceUntilAsync(ended, TimeSpan.FromSeconds(5));
        // Whichever limit is met first: that of the send, or that of the call.
        Assert.That((await ended).Code, Is.EqualTo(CloseCode.AbnormalClosure).Or.EqualTo(CloseCode.InternalError));
    }
}
