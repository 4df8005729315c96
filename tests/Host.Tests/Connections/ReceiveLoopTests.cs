using System.IO.Pipelines;
using Abstractions;
using Host.Configuration;
using Host.Listening;

namespace Host.Tests.Connections;

public sealed class ReceiveLoopTests
{
    [Test]
    public async Task The_end_of_the_stream_is_told_to_a_handler_that_reading_waits_for()
    {
        var handler = new RecordingHandler { OnMessage = async (connection, _) => await AbortedAsync(connection) };
        var (core, pipe, run) = Run(handler, new Limits { ReadAheadBytes = 1 });
        byte[] stream = [.. ClientFrame.Text("one"), .. ClientFrame.Text("two"), .. ClientFrame.Text("three")];
        await pipe.Writer.WriteAsync(stream);
        await pipe.Writer.CompleteAsync();
        await core.Transport.Stream.CancelAsync();
        await run;
        Assert.That(handler.Calls, Is.EqualTo(new[] { "connect", "text one", "text two", "text three", "disconnect 1006" }));
    }

    [Test]
    public async Task A_peer_that_goes_on_sending_after_its_close_frame_is_cut_off_where_its_bytes_cannot_be_given_back()
    {
        var gate = new TaskCompletionSource();
        var handler = new RecordingHandler { OnMessage = (_, _) => new ValueTask(gate.Task) };
        var (core, pipe, run) = Run(handler, new Limits());
        await pipe.Writer.WriteAsync((byte[])[.. ClientFrame.Text("in use"), .. ClientFrame.Close()]);
        var flood = Task.Run(async () =>
        {
            while (!run.IsCompleted && !core.Connection.Aborted.IsCancellationRequested)
                await Task.Yield();
            for (var i = 0; i < 100 && !(await pipe.Writer.WriteAsync(new byte[16 * 1024])).IsCompleted; i++)
            {
            }
        });
        // The loop has given up reading; only the handler is waited for.
        var handlerFinished = await core.LoopEnded.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.That(handlerFinished.IsCompleted, Is.False);
        gate.SetResult();
        await run;
        await pipe.Reader.CompleteAsync();
        await flood;
        Assert.That(handler.Calls[^1], Is.EqualTo("disconnect 1000"));
    }

    [Test]
    public async Task What_one_connection_keeps_in_its_context_does_not_come_to_another()
    {
        var local = new AsyncLocal<string?>();
        var seen = new List<string?>();
        var gate = new TaskCompletionSource();
        var handler = new RecordingHandler
        {
            OnMessage = async (_, message) =>
            {
                seen.Add(local.Value);
                if (message.Text == "waits")
                    await gate.Task;
            },
        };
        var core = new ConnectionUnderTest(handler);
        core.Connection.Open();
        core.Receive([.. ClientFrame.Text("waits"), .. ClientFrame.Text("next")]);
        local.Value = "somebody else's";
        gate.SetResult();
        Assert.That(local.Value, Is.EqualTo("somebody else's"), "and the other keeps its own");
        local.Value = null;
        await core.EndAsync();
        Assert.That(seen, Is.EqualTo(new string?[] { null, null }));
    }

    private static async Task AbortedAsync(IConnection connection)
    {
        var aborted = new TaskCompletionSource();
        await using (connection.Aborted.Register(aborted.SetResult))
            await aborted.Task;
    }

    private static (ConnectionUnderTest Core, Pipe Pipe, Task Run) Run(RecordingHandler handler, Limits limits)
    {
        var core = new ConnectionUnderTest(handler, limits);
        var pipe = new Pipe();
        return (core, pipe, core.RunAsync(pipe.Reader).WaitAsync(TimeSpan.FromSeconds(30)));
    }
}
