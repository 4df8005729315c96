using Abstractions;
using Contracts;
using Host.Plugins;

namespace Host.Tests.Connections;

public sealed class ReceivingTests
{
    private static readonly byte[] Conversation =
    [
        .. ClientFrame.Text("one"), .. ClientFrame.Text(""), .. ClientFrame.Text("tw", final: false), .. ClientFrame.Ping("p"), .. ClientFrame.Continuation("o", final: true),
        .. ClientFrame.Binary([1, 2, 3]), .. ClientFrame.Text(new string('x', 600)), .. ClientFrame.Close(),
    ];

    private static readonly string[] Calls = ["connect", "text one", "text ", "text two", "binary 010203", "text " + new string('x', 600), "disconnect 1000"];

    [Test]
    public async Task Messages_are_the_same_however_the_bytes_are_cut([Values] Cutting cutting, [Values] bool asynchronous)
    {
        foreach (var cuts in cutting.Of(Conversation.Length))
        {
            var handler = new RecordingHandler { OnMessage = (_, _) => asynchronous ? Yield() : ValueTask.CompletedTask };
            var core = new ConnectionUnderTest(handler);
            core.Connection.Open();
            var start = 0;
            foreach (var cut in cuts.Append(Conversation.Length))
            {
                core.Receive(Conversation[start..cut]);
                start = cut;
            }
            await core.EndAsync();
            Assert.That(handler.Calls, Is.EqualTo(Calls), $"cut at {string.Join(',', cuts)}");
            Assert.That(core.Sent.Select(frame => frame.Opcode), Is.EqualTo(new[] { 0xA, 0x8 }));
        }
    }

    [Test]
    public void What_is_answered_to_one_receive_is_sent_at_once()
    {
        var core = Echo();
        core.Receive([.. ClientFrame.Text("a"), .. ClientFrame.Ping("b"), .. ClientFrame.Text("c")]);
        Assert.That(core.Transport.Sends, Is.EqualTo(1));
        Assert.That(core.Sent.Select(frame => frame.Text), Is.EqualTo(new[] { "a", "b", "c" }));
    }

    [Test]
    public void What_is_corked_goes_out_at_64_KiB()
    {
        var core = Echo();
        core.Connection.CorkSends();
        for (var i = 0; i < 3; i++)
            core.Connection.Receive(ClientFrame.Text(new string('a', 30_000)));
        Assert.That(core.SentTexts, Has.Count.EqualTo(3));
        core.Connection.UncorkSends();
    }

    [Test]
    public async Task Messages_wait_until_the_connect_call_has_completed()
    {
        var connected = new TaskCompletionSource();
        var handler = new RecordingHandler { OnConnect = _ => new ValueTask(connected.Task) };
        var core = new ConnectionUnderTest(handler);
        core.Connection.Open();
        core.Receive(ClientFrame.Text("early"));
        Assert.That(handler.Calls, Is.EqualTo(new[] { "connect" }));
        connected.SetResult();
        await core.EndAsync();
        Assert.That(handler.Calls, Is.EqualTo(new[] { "connect", "text early", "disconnect 1006" }));
    }

    [Test]
    public async Task While_a_call_runs_pings_are_answered_and_a_close_frame_is_seen()
    {
        var gate = new TaskCompletionSource();
        var handler = new RecordingHandler { OnMessage = (_, _) => new ValueTask(gate.Task) };
        var core = new ConnectionUnderTest(handler);
        core.Connection.Open();
        core.Receive(ClientFrame.Text("first"));
        core.Receive([.. ClientFrame.Ping("alive?"), .. ClientFrame.Text("second")]);
        Assert.That(core.Sent.Select(frame => frame.Text), Is.EqualTo(new[] { "alive?" }));
        core.Receive(ClientFrame.Close(1001));
        Assert.That(core.Connection.Aborted.IsCancellationRequested);
        Assert.That(core.Sent[^1].CloseCode, Is.EqualTo(1001));
        gate.SetResult();
        await core.EndAsync();
        Assert.That(handler.Calls, Is.EqualTo(new[] { "connect", "text first", "text second", "disconnect 1001" }));
    }

    [Test]
    public async Task A_payload_stays_as_it_is_until_the_call_has_completed()
    {
        var gates = new List<TaskCompletionSource>();
        var seen = new List<string>();
        var handler = new RecordingHandler
        {
            OnMessage = async (_, message) =>
            {
                var gate = new TaskCompletionSource();
                gates.Add(gate);
                await gate.Task;
                seen.Add(message.Text);
            },
        };
        var core = new ConnectionUnderTest(handler);
        core.Connection.Open();
        var sent = new List<string>();
        for (var i = 0; i < 50; i++)
        {
            sent.Add($"message {i} {new string('p', i * 7)}");
            var frame = ClientFrame.Text(sent[i]);
            // Every third message is split so that it begins in carried bytes.
            if (i % 3 == 0)
            {
                core.Receive(frame[..3]);
                core.Receive(frame[3..]);
            }
            else
            {
                core.Receive(frame);
            }
        }
        for (var i = 0; i < 50; i++)
            gates[i].SetResult();
        await core.EndAsync();
        Assert.That(seen, Is.EqualTo(sent));
    }

    [Test]
    public async Task Received_bytes_are_in_use_only_for_the_first_call_that_does_not_complete_at_once()
    {
        var gate = new TaskCompletionSource();
        var core = new ConnectionUnderTest(new RecordingHandler { OnMessage = (_, _) => new ValueTask(gate.Task) });
        core.Connection.Open();
        core.Receive(ClientFrame.Text("in place"));
        Assert.That(core.Connection.IsUsingReceived);
        gate.SetResult();
        Assert.That(core.Connection.IsUsingReceived, Is.False);
        Assert.That(core.Transport.Wakes, Is.EqualTo(1), "the reader must learn that the bytes are free");

        gate = new TaskCompletionSource();
        core.Receive(ClientFrame.Text("copied"));
        Assert.That(core.Connection.IsUsingReceived, Is.False);
        gate.SetResult();
        await core.EndAsync();
    }

    [Test]
    public async Task Nor_are_they_for_other_connections_of_a_handler_that_is_known_not_to_complete_at_once()
    {
        var gate = new TaskCompletionSource();
        var plugin = new Generation("Tests", 1);
        var handler = new RecordingHandler { OnMessage = (_, _) => new ValueTask(gate.Task) };
        var first = new ConnectionUnderTest(handler, plugins: new PluginLease(plugin, plugin));
        first.Connection.Open();
        first.Receive(ClientFrame.Text("in place"));
        Assert.That(first.Connection.IsUsingReceived);

        var second = new ConnectionUnderTest(handler, plugins: new PluginLease(plugin, plugin));
        second.Connection.Open();
        second.Receive(ClientFrame.Text("copied"));

        Assert.That(second.Connection.IsUsingReceived, Is.False);
        gate.SetResult();
        await first.EndAsync();
        await second.EndAsync();
    }

    [Test]
    public async Task Reading_waits_when_the_handler_is_too_far_behind_and_goes_on_when_it_is_not()
    {
        var gate = new TaskCompletionSource();
        var handler = new RecordingHandler { OnMessage = (_, _) => new ValueTask(gate.Task) };
        var core = new ConnectionUnderTest(handler, new Host.Configuration.Limits { ReadAheadBytes = 1000 });
        core.Connection.Open();
        var frame = ClientFrame.Text(new string('m', 300));
        byte[] stream = [.. Enumerable.Repeat(frame, 20).SelectMany(bytes => bytes)];
        var taken = core.Receive(stream);
        Assert.That(core.Connection.IsPaused);
        Assert.That(taken, Is.LessThan(6 * frame.Length).And.GreaterThan(2 * frame.Length));
        var room = core.Connection.WaitForHandlerAsync();
        Assert.That(room.IsCompleted, Is.False);
        gate.SetResult();
        await room.WaitAsync(TimeSpan.FromSeconds(20));
        while (taken < stream.Length)
            taken += core.Receive(stream[taken..]);
        await core.EndAsync();
        Assert.That(handler.Calls, Has.Count.EqualTo(22));
    }

    [Test]
    public void Empty_messages_count_against_the_read_ahead_too()
    {
        var core = new ConnectionUnderTest(new RecordingHandler { OnMessage = (_, _) => new ValueTask(new TaskCompletionSource().Task) });
        core.Connection.Open();
        byte[] stream = [.. Enumerable.Repeat(ClientFrame.Text(""), 10_000).SelectMany(bytes => bytes)];
        Assert.That(core.Receive(stream), Is.LessThan(stream.Length));
        Assert.That(core.Connection.IsPaused);
    }

    [Test]
    public async Task A_payload_in_the_codecs_own_memory_is_not_overwritten_by_the_next_frame()
    {
        var gate = new TaskCompletionSource();
        var seen = new List<string>();
        var handler = new RecordingHandler
        {
            OnMessage = async (_, message) =>
            {
                await gate.Task;
                seen.Add(message.Text);
            },
        };
        var core = new ConnectionUnderTest(handler, codec: new OwnMemoryCodec());
        core.Connection.Open();
        byte[] stream = [.. "abc"u8];
        var taken = core.Receive(stream);
        Assert.That(taken, Is.EqualTo(1));
        Assert.That(core.Connection.IsPaused);
        gate.SetResult();
        await core.Connection.WaitForHandlerAsync();
        core.Receive(stream[taken..]);
        await core.EndAsync();
        Assert.That(seen, Is.EqualTo(new[] { "aaaa", "bbbb", "cccc" }));
    }

    private static ConnectionUnderTest Echo()
    {
        var core = new ConnectionUnderTest(new RecordingHandler { OnMessage = (connection, message) => connection.SendAsync(message) });
        core.Connection.Open();
        return core;
    }

    private static async ValueTask Yield() => await Task.Yield();
}
