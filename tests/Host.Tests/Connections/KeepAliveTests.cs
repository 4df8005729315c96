using Abstractions;
using Host.Configuration;

namespace Host.Tests.Connections;

public sealed class KeepAliveTests
{
    private static readonly KeepAlive Settings = new() { PingSeconds = 25, TimeoutSeconds = 20 };

    [Test]
    public void A_silent_peer_is_asked_for_a_sign_of_life_and_dropped_without_one()
    {
        var core = Open();
        Pass(core, 24);
        Assert.That(core.Sent, Is.Empty);
        Pass(core, 1);
        Assert.That(core.Sent.Single().Opcode, Is.EqualTo(0x9));
        // The ping is seen to have left a second later, and the time begins then.
        Pass(core, 20);
        Assert.That(core.Transport.IsAborted, Is.False);
        Pass(core, 1);
        Assert.That(core.Transport.IsAborted);
        Assert.That(core.Log.Lines, Has.Some.Contains("no sign of life"));
    }

    [TestCase("pong")]
    [TestCase("text")]
    [TestCase("half a frame")]
    public void Any_byte_is_a_sign_of_life(string what)
    {
        var core = Open();
        Pass(core, 30);
        core.Receive(what switch { "pong" => ClientFrame.Of(0xA, []), "text" => ClientFrame.Text("x"), _ => ClientFrame.Text("x")[..3] });
        Pass(core, 24);
        Assert.That(core.Sent.Count(frame => frame.Opcode == 0x9), Is.EqualTo(1));
        Assert.That(core.Transport.IsAborted, Is.False);
        Pass(core, 2);
        Assert.That(core.Sent.Count(frame => frame.Opcode == 0x9), Is.EqualTo(2), "and after as long a silence it is asked again");
    }

    [Test]
    public void A_peer_that_speaks_is_never_asked()
    {
        var core = Open();
        for (var i = 0; i < 100; i++)
        {
            core.Receive(ClientFrame.Text("here"));
            Pass(core, 10);
        }
        Assert.That(core.Sent, Is.Empty);
    }

    [Test]
    public void The_time_for_the_answer_begins_when_the_ping_has_left()
    {
        var core = Open(limits: new Limits { SendSeconds = 3600 });
        core.Transport.Block();
        Pass(core, 60);
        Assert.That(core.Transport.IsAborted, Is.False, "the ping is still on its way");
        core.Transport.Unblock();
        Pass(core, 19);
        Assert.That(core.Transport.IsAborted, Is.False);
    }

    [Test]
    public void While_reading_waits_for_the_handler_no_sign_is_asked_for()
    {
        var gate = new TaskCompletionSource();
        var core = Open(new Limits { ReadAheadBytes = 1 }, new RecordingHandler { OnMessage = (_, _) => new ValueTask(gate.Task) }, callbackSeconds: 3600);
        core.Receive([.. ClientFrame.Text("one"), .. ClientFrame.Text("two"), .. ClientFrame.Text("three")]);
        Assert.That(core.Connection.IsPaused);
        Pass(core, 200);
        Assert.That(core.Transport.IsAborted, Is.False);
        Assert.That(core.Sent, Is.Empty);
        gate.SetResult();
    }

    [Test]
    public async Task A_peer_that_takes_nothing_is_dropped()
    {
        var handler = new RecordingHandler();
        var core = Open(new Limits { SendSeconds = 20 }, handler);
        core.Transport.Block();
        await core.Connection.SendAsync("stuck");
        Pass(core, 19);
        Assert.That(core.Transport.IsAborted, Is.False);
        Pass(core, 2);
        Assert.That(core.Transport.IsAborted);
        await core.EndAsync();
        Assert.That(handler.Calls[^1], Is.EqualTo("disconnect 1006"));
    }

    [Test]
    public async Task A_peer_that_takes_something_now_and_then_is_not()
    {
        var core = Open(new Limits { SendSeconds = 20 });
        core.Transport.Block();
        for (var i = 0; i < 10; i++)
            await core.Connection.SendAsync(new string('x', 5000));
        for (var i = 0; i < 9; i++)
        {
            Pass(core, 15);
            core.Transport.UnblockOne();
        }
        Assert.That(core.Transport.IsAborted, Is.False);
        Assert.That(core.Sent.All(frame => frame.Opcode != 0x9), "a transfer is a sign of life");
    }

    [Test]
    public async Task Nor_is_one_that_takes_a_large_message_little_by_little()
    {
        var core = Open(new Limits { SendSeconds = 20, SendQueueBytes = 1024 * 1024 });
        core.Transport.Block();
        await core.Connection.SendAsync(new string('x', 200_000));
        for (var i = 0; i < 10; i++)
        {
            Pass(core, 15);
            core.Transport.TakenInParts++;
        }
        Assert.That(core.Transport.IsAborted, Is.False);
        Assert.That(core.Sent.All(frame => frame.Opcode != 0x9), "a transfer is a sign of life");
        Pass(core, 50);
        Assert.That(core.Transport.IsAborted);
    }

    [Test]
    public void Nor_is_one_to_which_something_is_about_to_be_sent()
    {
        ConnectionUnderTest core = null!;
        var handler = new RecordingHandler
        {
            OnMessage = async (connection, message) =>
            {
                await connection.SendAsync(message);
                // It is looked at just now, while the answer is held back for the others of its receive.
                Pass(core, 1);
            },
        };
        core = Open(new Limits { SendSeconds = 20 }, handler);
        for (var i = 0; i < 100; i++)
            core.Receive(ClientFrame.Text("x"));
        Assert.That(core.Transport.IsAborted, Is.False);
        Assert.That(core.Sent, Has.Count.EqualTo(100));
    }

    [Test]
    public async Task A_call_that_goes_on_for_too_long_closes_its_connection_by_name_once([Values] bool connect)
    {
        var gate = new TaskCompletionSource();
        var handler = connect
            ? new RecordingHandler { OnConnect = _ => new ValueTask(gate.Task) }
            : new RecordingHandler { OnMessage = (_, _) => new ValueTask(gate.Task) };
        var core = Open(handler: handler, callbackSeconds: 60);
        core.Receive(ClientFrame.Text("go"));
        for (var i = 0; i < 7; i++)
        {
            Pass(core, 10);
            core.Receive(ClientFrame.Ping("here"));
        }
        Assert.That(core.Sent.Last(frame => frame.Opcode == 0x8).CloseCode, Is.EqualTo(1011));
        Assert.That(core.Log.Errors.Single(), Does.Contain("the handler test of Tests"));
        Pass(core, 200);
        Assert.That(core.Log.Errors, Has.Count.EqualTo(1));
        gate.SetResult();
        await core.EndAsync();
        Assert.That(handler.Calls[^1], Is.EqualTo("disconnect 1011"));
    }

    [Test]
    public void Without_ping_in_the_revision_an_idle_connection_is_closed_if_that_is_asked_for([Values] bool asked)
    {
        var core = new ConnectionUnderTest(new RecordingHandler(), codec: new OwnMemoryCodec(), keepAlive: new KeepAlive { IdleSeconds = asked ? 100 : 0 });
        core.Connection.Open();
        Pass(core, 99);
        Assert.That(core.Connection.IsClosing, Is.False);
        Pass(core, 2);
        Assert.That(core.Connection.IsClosing, Is.EqualTo(asked));
        Assert.That(core.Transport.KeepsAlive, "the operating system looks for a dead peer");
    }

    [Test]
    public async Task A_connection_that_has_ended_is_off_the_clock()
    {
        var core = Open();
        await core.EndAsync();
        Pass(core, 500);
        Assert.That(core.Sent, Is.Empty);
        Assert.That(core.Log.Lines, Has.None.Contains("dropped"));
    }

    private static ConnectionUnderTest Open(Limits? limits = null, RecordingHandler? handler = null, int callbackSeconds = 60)
    {
        var core = new ConnectionUnderTest(handler ?? new RecordingHandler(), limits, keepAlive: Settings, callbacks: new CallbackLimits { CallbackSeconds = callbackSeconds });
        core.Connection.Open();
        return core;
    }

    private static void Pass(ConnectionUnderTest core, int seconds)
    {
        for (var i = 0; i < seconds; i++)
            core.Time.Advance(TimeSpan.FromSeconds(1));
    }
}
