using Abstractions;
using Contracts;
using Host.Tests.Connections;

namespace Host.Tests.Listening;

/// <summary>Each way a connection can end is one disconnect, with the code that says which way it was.</summary>
public sealed class EndingTests
{
    [Test]
    public Task The_client_closes_with_a_code([Values] Door door, [Values] bool tls) => RunAsync(door, tls, new HandlerScript(), async (client, _) =>
    {
        await client.SendAsync(ClientFrame.Close(3456, "enough"));
        await AssertCloseAsync(client, 3456);
        return new CloseReason(3456, "enough");
    });

    [Test]
    public Task The_client_closes_without_a_code([Values] Door door, [Values] bool tls) => RunAsync(door, tls, new HandlerScript(), async (client, _) =>
    {
        await client.SendAsync(ClientFrame.Close(null));
        var close = await client.ReadFrameAsync();
        Assert.That((close.Opcode, close.Payload.Length), Is.EqualTo((8, 0)));
        Assert.That(await client.ReadToEndAsync(), Is.Empty);
        return new CloseReason(CloseCode.NoStatusReceived);
    });

    [Test]
    public Task The_handler_closes_and_the_client_answers([Values] Door door, [Values] bool tls)
    {
        var script = new HandlerScript { OnMessage = (connection, _, _) => connection.CloseAsync(4000, "done") };
        return RunAsync(door, tls, script, async (client, _) =>
        {
            await client.SendAsync(ClientFrame.Text("close"));
            Assert.That((await client.ReadFrameAsync()).CloseCode, Is.EqualTo(4000));
            await client.SendAsync(ClientFrame.Close(4000));
            Assert.That(await client.ReadToEndAsync(), Is.Empty);
            return new CloseReason(4000, "done");
        });
    }

    [Test]
    public Task The_handler_closes_and_the_client_does_not_answer([Values] Door door, [Values] bool tls)
    {
        var script = new HandlerScript { OnMessage = (connection, _, _) => connection.CloseAsync(4000) };
        return RunAsync(door, tls, script, async (client, time) =>
        {
            await client.SendAsync(ClientFrame.Text("close"));
            Assert.That((await client.ReadFrameAsync()).CloseCode, Is.EqualTo(4000));
            await time.AdvanceUntilAsync(client.WaitForEndAsync(), TimeSpan.FromSeconds(5));
            return new CloseReason(CloseCode.AbnormalClosure);
        });
    }

    [Test]
    public Task The_client_ends_TCP_without_a_close_frame([Values] Door door, [Values] bool tls) => RunAsync(door, tls, new HandlerScript(), async (client, _) =>
    {
        await client.EndSendingAsync();
        Assert.That(await client.ReadToEndAsync(), Is.Empty);
        return new CloseReason(CloseCode.AbnormalClosure);
    });

    [Test]
    public Task The_client_ends_TCP_within_a_frame([Values] Door door, [Values] bool tls) => RunAsync(door, tls, new HandlerScript(), async (client, _) =>
    {
        await client.SendAsync(ClientFrame.Text("hello").AsMemory(0, 8));
        await client.EndSendingAsync();
        Assert.That(await client.ReadToEndAsync(), Is.Empty);
        return new CloseReason(CloseCode.AbnormalClosure);
    });

    [Test]
    public Task The_client_resets_TCP([Values] Door door, [Values] bool tls) => RunAsync(door, tls, new HandlerScript(), (client, _) =>
    {
        client.Reset();
        return Task.FromResult(new CloseReason(CloseCode.AbnormalClosure));
    });

    [TestCase(1002, "C1 80 00000000", Description = "a reserved bit")]
    [TestCase(1002, "81 00", Description = "not masked")]
    [TestCase(1007, "81 82 00000000 C3 28", Description = "not UTF-8")]
    [TestCase(1009, "82 FF 0000000000100001 00000000", Description = "too big")]
    public async Task The_client_breaks_the_protocol(int code, string hex)
    {
        foreach (var door in Enum.GetValues<Door>())
        {
            foreach (var tls in (bool[])[false, true])
            {
                await RunAsync(door, tls, new HandlerScript(), async (client, time) =>
                {
                    await client.SendAsync(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
                    await AssertFailedAsync(client, time, code);
                    return new CloseReason((ushort)code);
                });
            }
        }
    }

    [Test]
    public Task The_handler_throws_at_connect([Values] Door door, [Values] bool tls, [Values] bool atOnce)
    {
        var script = new HandlerScript { OnConnect = (_, _) => ThrowAsync(atOnce) };
        return RunAsync(door, tls, script, async (client, time) =>
        {
            await AssertFailedAsync(client, time, CloseCode.InternalError);
            return new CloseReason(CloseCode.InternalError);
        });
    }

    [Test]
    public Task The_handler_throws_at_a_message([Values] Door door, [Values] bool tls, [Values] bool atOnce)
    {
        var script = new HandlerScript { OnMessage = (_, _, _) => ThrowAsync(atOnce) };
        return RunAsync(door, tls, script, async (client, time) =>
        {
            await client.SendAsync(ClientFrame.Text("throw"));
            await AssertFailedAsync(client, time, CloseCode.InternalError);
            return new CloseReason(CloseCode.InternalError);
        });
    }

    [Test]
    public Task The_handler_throws_at_disconnect([Values] Door door, [Values] bool tls, [Values] bool atOnce)
    {
        var script = new HandlerScript { OnDisconnect = _ => ThrowAsync(atOnce) };
        return RunAsync(door, tls, script, async (client, _) =>
        {
            await client.SendAsync(ClientFrame.Close(1000));
            await AssertCloseAsync(client, 1000);
            return new CloseReason(1000);
        });
    }

    [Test]
    public Task A_handler_that_takes_its_time_to_disconnect_does_not_cost_the_close_frame([Values] Door door, [Values] bool tls)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var script = new HandlerScript { OnDisconnect = async _ => await gate.Task };
        return RunAsync(door, tls, script, async (client, _) =>
        {
            await client.SendAsync(ClientFrame.Close(1000));
            await AssertCloseAsync(client, 1000);
            gate.SetResult();
            return new CloseReason(1000);
        });
    }

    [Test]
    public async Task A_close_frame_is_not_lost_to_a_reset_while_the_client_is_still_sending([Values] Door door, [Values] bool tls)
    {
        await RunAsync(door, tls, new HandlerScript(), async (client, _) =>
        {
            await client.SendAsync(ClientFrame.Of(3, []));
            // More than all buffers on the way hold, so a server that stops reading resets.
            for (var i = 0; i < 200; i++)
                await client.SendAsync(ClientFrame.Binary(new byte[64 * 1024]));
            Assert.That((await client.ReadFrameAsync()).CloseCode, Is.EqualTo(1002));
            await client.EndSendingAsync();
            Assert.That(await client.ReadToEndAsync(), Is.Empty);
            return new CloseReason(CloseCode.ProtocolError);
        });
    }

    [Test]
    public async Task One_faulty_handler_disturbs_no_other([Values] Door door)
    {
        var script = new HandlerScript
        {
            OnMessage = (connection, message, cancellationToken) => message.Text == "throw" ? throw new InvalidDataException("On purpose.") : connection.SendAsync(message, cancellationToken),
            OnDisconnect = _ => throw new InvalidDataException("On purpose."),
        };
        await using var server = await new ServerSetup { Script = script }.StartAsync();
        using var other = await RawClient.OpenAsync(server, door);
        using (var client = await RawClient.OpenAsync(server, door))
        {
            await client.SendAsync(ClientFrame.Text("throw"));
            Assert.That((await client.ReadFrameAsync()).CloseCode, Is.EqualTo(CloseCode.InternalError));
        }
        await script.EndedAsync();
        await other.SendAsync(ClientFrame.Text("still there"));
        Assert.That((await other.ReadFrameAsync()).Text, Is.EqualTo("still there"));
    }

    private static async Task RunAsync(Door door, bool tls, HandlerScript script, Func<RawClient, FakeTimeProvider, Task<CloseReason>> end)
    {
        var time = new FakeTimeProvider();
        await using var server = await new ServerSetup { Script = script, Time = time }.StartAsync();
        using var counters = new Counters();
        using var client = await RawClient.OpenAsync(server, door, tls);
        var expected = await end(client, time);
        Assert.That(await script.EndedAsync(), Is.EqualTo(expected));
        client.Dispose();
        await server.StopAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(script.Disconnects, Has.Count.EqualTo(1), "Disconnected more than once.");
            Assert.That(server.Connections, Is.Zero);
            Assert.That(counters.Sum("wharf.connections.opened", "protocol=rfc6455"), Is.EqualTo(1));
            Assert.That(counters.Sum("wharf.connections.open", "protocol=rfc6455"), Is.Zero);
            Assert.That(counters.Sum("wharf.connections.closed", $"protocol=rfc6455, code={expected.Code}"), Is.EqualTo(1));
        }
    }

    // The server ends TCP first, and orderly: a reset would throw.
    private static async Task AssertCloseAsync(RawClient client, int code)
    {
        Assert.That((await client.ReadFrameAsync()).CloseCode, Is.EqualTo(code));
        Assert.That(await client.ReadToEndAsync(), Is.Empty);
    }

    private static async Task AssertFailedAsync(RawClient client, FakeTimeProvider time, int code)
    {
        Assert.That((await client.ReadFrameAsync()).CloseCode, Is.EqualTo(code));
        await client.SendAsync(ClientFrame.Close(code));
        var end = client.ReadToEndAsync();
        await time.AdvanceUntilAsync(end, TimeSpan.FromSeconds(1));
        Assert.That(await end, Is.Empty);
    }

    private static async ValueTask ThrowAsync(bool atOnce)
    {
        if (!atOnce)
            await Task.Yield();
        throw new InvalidDataException("On purpose.");
    }
}
