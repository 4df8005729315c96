using System.Globalization;
using Abstractions;
using Host.Tests.Listening;

namespace Endurance.Tests;

/// <summary>The server stops while its clients are at work, and is free of them all.</summary>
[Platform("Linux")]
public sealed class StopTests
{
    private const int Clients = 200;

    // Messages each client has sent and not seen again; and how many it has seen when the server is told to stop.
    private const int InFlight = 8;
    private const int Seen = 50;

    private ObservedServer _server = null!;
    private int _descriptors;

    [SetUp]
    public async Task StartAsync()
    {
        // Its clock stands still: nothing but the clients lets the stop come to its end.
        _server = await ObservedServer.StartAsync();
        _descriptors = FileDescriptors.Count;
    }

    [TearDown]
    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Test]
    public async Task Whatever_a_client_has_seen_echoed_was_delivered_and_the_last_it_sees_is_1001()
    {
        var working = new List<Task>();
        var clients = new List<Task<(int Number, int Echoes)>>();
        for (var i = 0; i < Clients; i++)
        {
            var peer = await Peer.ConnectAsync(_server, Revision.All[i % 2], (Door)(i / 2 % 2), tls: i % 8 < 2);
            var isWorking = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            working.Add(isWorking.Task);
            clients.Add(EchoUntilClosedAsync(peer, isWorking));
        }
        await Task.WhenAll(working);
        await _server.StopAsync();

        foreach (var (number, echoes) in await Task.WhenAll(clients))
        {
            var delivered = _server.Census.DeliveredTo(number);
            Assert.That(delivered, Is.EqualTo(Enumerable.Range(0, delivered.Count).Select(Text)), "A message was lost, or came twice or out of its order.");
            Assert.That(echoes, Is.AtMost(delivered.Count));
            Assert.That(await _server.Census.EndedAsync(number), Is.EqualTo(new CloseReason(CloseCode.GoingAway)));
        }
        await _server.AssertNothingIsLeftAsync(_descriptors, mayTakeTime: false);
    }

    [Test]
    public async Task Those_who_do_not_answer_are_given_up([Values("rfc6455", "hixie76")] string revisionName, [Values] bool tls)
    {
        var revision = Revision.All.Single(revision => revision.Name == revisionName);
        var silent = new List<Peer>();
        foreach (var command in (string?[])[null, null, Command.Flood, Command.Stick, Command.Close])
        {
            silent.Add(await Peer.ConnectAsync(_server, revision, Door.First, tls));
            await silent[^1].OpenAsync();
            if (command is not null)
                await silent[^1].SayAsync(command);
        }
        silent[0].Vanish();
        using var begun = await Peer.ConnectAsync(_server, revision, Door.First, tls);
        await begun.Client.SendAsync(begun.Handshake()[..60]);

        await _server.PassTimeUntilAsync(_server.StopAsync());
        foreach (var peer in silent)
        {
            Assert.That((await peer.EndedAsync().WaitAsync(RawClient.HangLimit)).Code, Is.EqualTo(CloseCode.AbnormalClosure));
            peer.Dispose();
        }
        begun.Dispose();
        await _server.AssertNothingIsLeftAsync(_descriptors, mayTakeTime: true);
    }

    // Answers the close frame and expects an orderly end; a reset would throw.
    private static async Task<(int Number, int Echoes)> EchoUntilClosedAsync(Peer peer, TaskCompletionSource isWorking)
    {
        using (peer)
        {
            await peer.OpenAsync();
            var (sent, seen) = (0, 0);
            while (sent < InFlight)
                await peer.SayAsync(Text(sent++));
            while (await peer.ReadAsync(CloseCode.GoingAway) is { } echo)
            {
                Assert.That(echo, Is.EqualTo(Text(seen++)));
                if (seen == Seen)
                    isWorking.SetResult();
                await peer.SayAsync(Text(sent++));
            }
            await peer.CloseAsync(CloseCode.GoingAway);
            await peer.ReadEndAsync();
            return (peer.Number, seen);
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
