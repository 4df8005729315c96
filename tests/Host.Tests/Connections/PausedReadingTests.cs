using Host.Configuration;

namespace Host.Tests.Connections;

public sealed class PausedReadingTests
{
    [Test]
    public async Task What_was_left_when_reading_paused_is_looked_at_though_the_handler_has_caught_up_meanwhile()
    {
        var gate = new TaskCompletionSource();
        var handler = new RecordingHandler { OnMessage = (_, _) => new ValueTask(gate.Task) };
        var core = new ConnectionUnderTest(handler, new Limits { ReadAheadBytes = 1 });
        core.Connection.Open();
        byte[] stream = [.. ClientFrame.Text("one"), .. ClientFrame.Text("two"), .. ClientFrame.Text("three"), .. ClientFrame.Text("four")];
        var taken = core.Receive(stream);
        Assert.That(taken, Is.LessThan(stream.Length));
        // Before the transport has asked whether reading waits. The answer must not be no, or it would wait for bytes that are there.
        gate.SetResult();
        Assert.That(core.Connection.IsPaused);
        await core.Connection.WaitForHandlerAsync();
        Assert.That(core.Receive(stream[taken..]), Is.EqualTo(stream.Length - taken));
        Assert.That(core.Connection.IsPaused, Is.False);
        await core.EndAsync();
        Assert.That(handler.Calls, Is.EqualTo(new[] { "connect", "text one", "text two", "text three", "text four", "disconnect 1006" }));
    }
}
