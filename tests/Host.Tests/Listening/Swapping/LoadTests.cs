using Host.Tests.Connections;
using static Host.Tests.Listening.Swapping.SwappingServer;

namespace Host.Tests.Listening.Swapping;

/// <summary>Swaps in a row while clients come and go: nobody is refused, cut off or answered by half of a version.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class LoadTests
{
    private const int Swaps = 50;
    private const int Clients = 4;

    private int _lives;

    [TestCase(Plugin)]
    [TestCase("Adapters.Rfc6455")]
    public async Task Nobody_notices(string swapped)
    {
        await using var server = await new SwappingServer().Set("PluginHost:DrainSeconds", "-1")
            .StartAsync(drop => drop.Add("Plugins.GreetingOne", Plugin).AddStaged("Adapters.Rfc6455"), withAdapter: false);
        using var stayed = await server.OpenAsync();
        using var stop = new CancellationTokenSource();
        var clients = Enumerable.Range(0, Clients).Select(_ => Task.Run(() => ComeAndGoAsync(server, stop.Token))).ToList();

        for (var i = 0; i < Swaps; i++)
        {
            server.Drop.Write($"{swapped}/change.txt", $"{i}");
            server.Running.Look();
            // However slow the clients are here, each load has some.
            var lives = Volatile.Read(ref _lives);
            await SwapTests.WaitUntilAsync(() => Volatile.Read(ref _lives) > lives || clients.Exists(client => client.IsCompleted));
        }
        await stop.CancelAsync();

        await Task.WhenAll(clients);
        Assert.That(await AskAsync(stayed), Is.EqualTo(One));
        Assert.That(server.Log.Lines.Count(line => line.Contains("is served from now on")), Is.EqualTo(Swaps));
        Assert.That(server.Log.Errors.Concat(server.Log.Warnings), Is.Empty);
        // That of the client that stayed, the last, and the other plugin's: the loads between go in any order.
        await server.CollectUntilStagedAsync(3);
    }

    // A whole life of a connection again and again.
    private async Task ComeAndGoAsync(SwappingServer server, CancellationToken stop)
    {
        for (; !stop.IsCancellationRequested; Interlocked.Increment(ref _lives))
        {
            using var client = await server.OpenAsync();
            Assert.That(await AskAsync(client), Is.EqualTo(One));
            await client.SendAsync(ClientFrame.Close());
            Assert.That((await client.ReadFrameAsync()).CloseCode, Is.EqualTo(1000));
        }
    }
}
