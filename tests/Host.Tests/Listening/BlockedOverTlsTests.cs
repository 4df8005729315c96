using Abstractions;
using Host.Tests.Connections;

namespace Host.Tests.Listening;

/// <summary>Over TLS, too, a handler that blocks holds up its own connection only. No test looks at a clock: who is held up hangs.</summary>
[CancelAfter(60_000)]
public sealed class BlockedOverTlsTests
{
    private HandlerGate _gate = null!;

    [SetUp]
    public void Close() => _gate = new HandlerGate();

    [TearDown]
    public void Open() => _gate.Dispose();

    [Test]
    public async Task Its_neighbours_get_their_answers_and_it_goes_on_when_it_returns()
    {
        await using var server = await StartAsync();
        using var blocked = await RawClient.OpenAsync(server, tls: true);
        using var inTheClear = await RawClient.OpenAsync(server);
        using var neighbour = await RawClient.OpenAsync(server, tls: true);
        await blocked.SendAsync("", ClientFrame.Text("block"), ClientFrame.Text("behind it"));
        await _gate.EnteredAsync();
        // Comes while nobody receives.
        await blocked.SendAsync(ClientFrame.Text("later"));

        await AssertEchoesAsync(inTheClear);
        await AssertEchoesAsync(neighbour);
        using (var late = await RawClient.OpenAsync(server, tls: true))
            await AssertEchoesAsync(late);
        Assert.That(blocked.Socket.Available, Is.Zero);
        // What waits for it is not looked at again and again.
        var calls = server.LoopCalls;
        for (var i = 0; i < 10; i++)
            await AssertEchoesAsync(neighbour);
        Assert.That(server.LoopCalls - calls, Is.LessThan(1000));

        _gate.Open();
        foreach (var text in (string[])["block", "behind it", "later"])
            Assert.That((await blocked.ReadFrameAsync()).Text, Is.EqualTo(text));
        await AssertEchoesAsync(blocked);
    }

    [Test]
    public async Task It_is_reset_meanwhile_and_told_when_it_returns()
    {
        var script = new HandlerScript { OnMessage = _gate.EchoOrBlockAsync };
        await using var server = await StartAsync(script);
        var blocked = await RawClient.OpenAsync(server, tls: true);
        using var neighbour = await RawClient.OpenAsync(server, tls: true);
        await blocked.SendAsync("", ClientFrame.Text("block"));
        await _gate.EnteredAsync();
        blocked.Reset();
        await AssertEchoesAsync(neighbour);
        _gate.Open();
        Assert.That((await script.EndedAsync()).Code, Is.EqualTo(CloseCode.AbnormalClosure));
    }

    // One loop, where there are loops, so that all are neighbours.
    private Task<RunningServer> StartAsync(HandlerScript? script = null) => new ServerSetup
    {
        Script = script ?? new HandlerScript { OnMessage = _gate.EchoOrBlockAsync },
        Settings = ["--loops", "1"],
    }.StartAsync();

    private static async Task AssertEchoesAsync(RawClient client)
    {
        await client.SendAsync("", ClientFrame.Text("still there"));
        Assert.That((await client.ReadFrameAsync()).Text, Is.EqualTo("still there"));
    }
}
