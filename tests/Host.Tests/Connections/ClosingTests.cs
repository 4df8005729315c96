using Abstractions;
using Host.Configuration;
using Host.Connections;

namespace Host.Tests.Connections;

public sealed class ClosingTests
{
    [TestCase(1000, "", 1000)]
    [TestCase(4321, "bye", 4321)]
    [TestCase(null, "", 1005)]
    public async Task The_peers_close_frame_is_answered_with_its_code(int? code, string reason, int told)
    {
        var handler = new RecordingHandler();
        var core = Open(handler);
        core.Receive(ClientFrame.Close(code, reason));
        Assert.That(core.Connection.IsReading, Is.False);
        Assert.That(core.Sent.Single().Payload, Is.EqualTo(code is { } c ? new[] { (byte)(c >> 8), (byte)c } : []));
        await core.EndAsync();
        Assert.That(handler.Calls[^1], Is.EqualTo($"disconnect {told}"));
    }

    [Test]
    public async Task A_close_of_this_side_ends_with_its_code_when_the_peer_answers()
    {
        var handler = new RecordingHandler { OnMessage = (connection, _) => connection.CloseAsync(4000, "enough") };
        var core = Open(handler);
        core.Receive([.. ClientFrame.Text("stop"), .. ClientFrame.Text("ignored")]);
        Assert.That(core.Sent.Single().Payload[2..], Is.EqualTo("enough"u8.ToArray()));
        Assert.That(core.Connection.IsReading, "the peer's answer is still to come");
        Assert.That(core.Connection.Aborted.IsCancellationRequested);
        core.Receive(ClientFrame.Close(4000));
        await core.EndAsync();
        Assert.That(core.Sent, Has.Count.EqualTo(1), "one close frame in all");
        Assert.That(handler.Calls, Is.EqualTo(new[] { "connect", "text stop", "disconnect 4000" }));
    }

    [Test]
    public async Task The_end_of_the_stream_without_a_close_frame_is_1006()
    {
        var handler = new RecordingHandler();
        var core = Open(handler);
        core.Receive(ClientFrame.Text("half a ", final: false));
        await core.EndAsync();
        Assert.That(handler.Calls, Is.EqualTo(new[] { "connect", "disconnect 1006" }));
        Assert.That(core.Sent, Is.Empty);
    }

    [TestCase(new byte[] { 0x81, 0x01, 0x41 }, 1002)]
    [TestCase(new byte[] { 0x81, 0x81, 0, 0, 0, 0, 0xFF }, 1007)]
    [TestCase(new byte[] { 0x82, 0xFF, 0, 0, 0, 0, 0x7F, 0, 0, 0 }, 1009)]
    public async Task A_violation_closes_with_its_code_after_what_was_accepted(byte[] bytes, int code)
    {
        var handler = new RecordingHandler { OnMessage = (connection, message) => connection.SendAsync(message) };
        var core = Open(handler);
        core.Receive([.. ClientFrame.Text("fine"), .. bytes]);
        Assert.That(core.Connection.IsReading, Is.False);
        Assert.That(core.Connection.IsFailed);
        await core.EndAsync();
        Assert.That(core.SentTexts, Is.EqualTo(new[] { "fine" }));
        Assert.That(core.Sent[^1].CloseCode, Is.EqualTo(code));
        Assert.That(handler.Calls, Is.EqualTo(new[] { "connect", "text fine", $"disconnect {code}" }));
        Assert.That(core.Log.Lines.Count(line => line.Contains($"failed with {code}", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test]
    public async Task A_handler_that_throws_closes_with_1011_and_says_nothing_to_the_peer([Values] bool asynchronous)
    {
        var gate = new TaskCompletionSource();
        var handler = new RecordingHandler
        {
            OnMessage = async (_, _) =>
            {
                if (asynchronous)
                    await gate.Task;
                throw new InvalidOperationException("a secret");
            },
        };
        var core = Open(handler);
        core.Receive([.. ClientFrame.Text("first"), .. ClientFrame.Text("second")]);
        gate.SetResult();
        await core.EndAsync();
        Assert.That(core.Sent.Single().Payload, Is.EqualTo(new byte[] { 0x03, 0xF3 }));
        Assert.That(handler.Calls, Is.EqualTo(new[] { "connect", "text first", "disconnect 1011" }));
        Assert.That(core.Log.Errors, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_handler_that_throws_in_connect_is_still_disconnected()
    {
        var handler = new RecordingHandler { OnConnect = _ => throw new InvalidOperationException("no") };
        var core = Open(handler);
        core.Receive(ClientFrame.Text("never"));
        await core.EndAsync();
        Assert.That(handler.Calls, Is.EqualTo(new[] { "disconnect 1011" }), "the call that threw did not get to write itself down");
    }

    [Test]
    public async Task A_handler_that_is_interrupted_by_the_end_is_not_at_fault()
    {
        var handler = new RecordingHandler
        {
            OnMessage = async (connection, message) =>
            {
                await Task.Delay(Timeout.Infinite, connection.Aborted).ContinueWith(_ => { }, TaskScheduler.Default);
                await connection.SendAsync(message);
            },
        };
        var core = Open(handler);
        core.Receive(ClientFrame.Text("late"));
        core.Receive(ClientFrame.Close());
        await core.EndAsync();
        Assert.That(handler.Calls[^1], Is.EqualTo("disconnect 1000"));
        Assert.That(core.Log.Errors, Is.Empty);
    }

    [Test]
    public async Task An_adapter_that_throws_what_it_must_not_closes_with_1011()
    {
        var handler = new RecordingHandler();
        var core = new ConnectionUnderTest(handler, codec: new BrokenCodec());
        core.Connection.Open();
        core.Receive(1, 2, 3);
        await core.EndAsync();
        Assert.That(handler.Calls[^1], Is.EqualTo("disconnect 1011"));
        Assert.That(core.Log.Errors.Single(), Does.Contain("rfc6455"));
    }

    [Test]
    public async Task A_violation_with_a_code_that_may_not_be_sent_is_a_protocol_error()
    {
        var handler = new RecordingHandler();
        var core = new ConnectionUnderTest(handler, codec: new BrokenCodec(new ProtocolException(1006, "an adapter's mistake")));
        core.Connection.Open();
        core.Receive(1);
        await core.EndAsync();
        Assert.That(handler.Calls[^1], Is.EqualTo("disconnect 1002"));
    }

    [Test]
    public async Task An_adapter_that_cannot_write_the_close_frame_it_promised_loses_the_connection_and_the_handler_is_told()
    {
        var handler = new RecordingHandler();
        var core = new ConnectionUnderTest(handler, codec: new BrokenCodec(canWriteClose: true));
        core.Connection.Open();
        core.Receive(1);
        Assert.That(core.Transport.IsAborted);
        await core.EndAsync();
        Assert.That(handler.Calls[^1], Is.EqualTo("disconnect 1011"));
    }

    [Test]
    public void When_both_sides_begin_to_close_at_once_whoever_comes_first_to_the_frame_owes_the_same_one()
    {
        var closing = new ClosingHandshake();
        Assert.That(closing.OwedFrame, Is.Null);
        Assert.That(closing.TryBegin(new CloseReason(4000, "ours"), failed: false));
        closing.Receive(new CloseReason(1000, "theirs"));
        Assert.That(closing.OwedFrame, Is.EqualTo(new CloseReason(4000, "ours")));
        Assert.That(closing.Outcome.Code, Is.EqualTo(4000));
    }

    [Test]
    public async Task A_connection_that_closes_does_not_wait_for_a_handler_that_is_behind()
    {
        var gate = new TaskCompletionSource();
        var handler = new RecordingHandler { OnMessage = (_, _) => new ValueTask(gate.Task) };
        var core = Open(handler, new Limits { ReadAheadBytes = 1 });
        byte[] stream = [.. ClientFrame.Text("one"), .. ClientFrame.Text("two"), .. ClientFrame.Text("three"), .. ClientFrame.Close(4000)];
        var taken = core.Receive(stream);
        Assert.That(core.Connection.IsPaused);
        var room = core.Connection.WaitForHandlerAsync();
        await core.Connection.CloseAsync(4000);
        await room.WaitAsync(TimeSpan.FromSeconds(20));
        core.Receive(stream[taken..]);
        Assert.That(core.Connection.IsReading, Is.False, "the peer's close frame is seen");
        gate.SetResult();
        await core.EndAsync();
        Assert.That(handler.Calls[^1], Is.EqualTo("disconnect 4000"));
    }

    [Test]
    public async Task Without_a_close_frame_in_the_revision_closing_is_ending_TCP()
    {
        var handler = new RecordingHandler();
        var core = new ConnectionUnderTest(handler, codec: new OwnMemoryCodec());
        core.Connection.Open();
        await core.Connection.CloseAsync(4000);
        Assert.That(core.Connection.IsReading, Is.False);
        Assert.That(core.Transport.Wakes, Is.EqualTo(1));
        await core.EndAsync();
        Assert.That(core.Transport.Sent, Is.Empty);
    }

    [TestCase(999)]
    [TestCase(1005)]
    [TestCase(1006)]
    [TestCase(2999)]
    [TestCase(5000)]
    public void A_code_that_may_not_be_sent_is_the_callers_mistake(int code) =>
        Assert.That(async () => await Open(new RecordingHandler()).Connection.CloseAsync((ushort)code), Throws.ArgumentException.With.Message.Contains("3000-4999"));

    [Test]
    public void A_reason_of_more_than_123_bytes_is_the_callers_mistake() =>
        Assert.That(async () => await Open(new RecordingHandler()).Connection.CloseAsync(1000, new string('é', 62)), Throws.ArgumentException.With.Message.Contains("123"));

    private static ConnectionUnderTest Open(RecordingHandler handler, Limits? limits = null)
    {
        var core = new ConnectionUnderTest(handler, limits);
        core.Connection.Open();
        return core;
    }
}
