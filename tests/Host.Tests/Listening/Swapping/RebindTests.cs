using System.Net;
using Abstractions;
using Host.Tests.Connections;
using Host.Tests.Listening.Http2;
using Host.Tests.Listening.Upstream;
using static Host.Tests.Listening.Swapping.SwappingServer;

namespace Host.Tests.Listening.Swapping;

/// <summary>Connections whose handler hands its state over go on with the next version.</summary>
public sealed class RebindTests
{
    private const int Clients = 100;
    private const int Swaps = 5;

    [Test]
    public async Task A_counter_goes_on_over_swaps_without_a_cut()
    {
        await using var server = await StartAsync();
        var clients = new List<RawClient>();
        for (var i = 0; i < Clients; i++)
            clients.Add(await server.OpenAsync());

        for (var swap = 1; swap <= Swaps; swap++)
        {
            // One before, one under way while the swap goes on, and one after.
            await CountAsync(clients, (3 * swap) - 2);
            foreach (var client in clients)
                await client.SendAsync(ClientFrame.Text("x"));
            Change(server, swap);
            foreach (var client in clients)
                Assert.That((await client.ReadFrameAsync()).Text, Is.EqualTo($"{(3 * swap) - 1}"));
            await CountAsync(clients, 3 * swap);
            // Without a message.
            await server.CollectUntilAsync($"Greeter#{swap} unloaded in ");
            Assert.That(server.Log.Lines, Has.Member($"Greeter#{swap}: {Clients} connections moved to the load in its place, 0 closed with 1012 because they could not."));
        }

        Assert.That(server.Log.Errors.Concat(server.Log.Warnings), Is.Empty);
        Assert.That(server.CountContexts(), Is.EqualTo(1));
        clients.ForEach(client => client.Dispose());
    }

    [Test]
    public async Task A_connection_without_a_message_goes_over_too()
    {
        await using var server = await StartAsync();
        using var client = await server.OpenAsync();

        Change(server, 1);

        await server.CollectUntilAsync("Greeter#1 unloaded in ");
        Assert.That(await AskAsync(client), Is.EqualTo("1"));
    }

    [Test]
    public async Task One_on_a_stream_of_HTTP_2_goes_on()
    {
        await using var server = await StartAsync();
        await using var client = await Http2Client.ConnectAsync(server.Running, tls: true);
        var stream = await client.OpenAsync("/greeting");

        await AssertGoesOnAsync(server, () => stream.SendAsync(ClientFrame.Text("x")), async () => (await stream.ReadFrameAsync()).Text);
    }

    [Test]
    public async Task One_on_a_response_goes_on([Values] bool tls)
    {
        await using var server = await StartAsync("Adapters.Sse");
        using var client = await SseClient.OpenAsync(server.Running, "/greeting", tls, tls ? HttpVersion.Version20 : HttpVersion.Version11);

        await AssertGoesOnAsync(server, async () => Assert.That(await client.PostAsync("x"), Is.EqualTo(HttpStatusCode.NoContent)), client.ReadTextAsync);
    }

    [TestCase("export")]
    [TestCase("large")]
    [TestCase("import")]
    public async Task One_that_cannot_is_closed_with_1012_and_the_others_go_on(string failure)
    {
        await using var server = await StartAsync();
        using var counters = new Counters();
        using var broken = await server.OpenAsync();
        using var other = await server.OpenAsync();
        Assert.That(await AskAsync(other), Is.EqualTo("1"));
        await broken.SendAsync(ClientFrame.Text(failure));
        Assert.That((await broken.ReadFrameAsync()).Text, Is.EqualTo("1"));

        Change(server, 1);

        Assert.That((await broken.ReadFrameAsync()).CloseCode, Is.EqualTo(CloseCode.ServiceRestart));
        await broken.SendAsync(ClientFrame.Close(CloseCode.ServiceRestart));
        await broken.WaitForEndAsync();
        await server.CollectUntilAsync("Greeter#1 unloaded in ");
        Assert.That(await AskAsync(other), Is.EqualTo("2"));
        Assert.That(server.Log.Lines, Has.Member("Greeter#1: 1 connections moved to the load in its place, 1 closed with 1012 because they could not."));
        Assert.That(server.Log.Warnings.Single(), Does.Contain("could not hand its state over from Greeter#1 to Greeter#2"));
        Assert.That(counters.Sum("wharf.plugin.rebinds", "plugin=Greeter, outcome=moved"), Is.EqualTo(1));
        Assert.That(counters.Sum("wharf.plugin.rebinds", "plugin=Greeter, outcome=failed"), Is.EqualTo(1));
    }

    [Test]
    public async Task Where_the_next_version_does_not_take_it_the_connection_drains()
    {
        await using var server = await new SwappingServer().StartAsync(drop => drop.Add("Plugins.Counting", Plugin));
        using var client = await server.OpenAsync();

        server.Replace("Plugins.GreetingOne");
        await server.Log.WaitForAsync("Greeter#1 has 1 connections, which have 30 s to end.");
        Assert.That(await AskAsync(client), Is.EqualTo("1"));
        await server.AfterAsync(seconds: 30);

        Assert.That((await client.ReadFrameAsync()).CloseCode, Is.EqualTo(CloseCode.ServiceRestart));
    }

    // Without an end to the drain, so that a load that goes has handed all its connections over.
    private static async Task<SwappingServer> StartAsync(string? adapter = null) => await new SwappingServer().Set("PluginHost:DrainSeconds", "-1").StartAsync(drop =>
    {
        drop.Add("Plugins.Counting", Plugin);
        if (adapter is not null)
            drop.AddStaged(adapter);
    });

    // Over one swap that comes without a message, and over one with a message under way.
    private static async Task AssertGoesOnAsync(SwappingServer server, Func<Task> sendAsync, Func<Task<string>> readAsync)
    {
        await sendAsync();
        Assert.That(await readAsync(), Is.EqualTo("1"));
        Change(server, 1);
        await server.CollectUntilAsync("Greeter#1 unloaded in ");
        await sendAsync();
        Change(server, 2);
        Assert.That(await readAsync(), Is.EqualTo("2"));
        await server.CollectUntilAsync("Greeter#2 unloaded in ");
        await sendAsync();

        Assert.That(await readAsync(), Is.EqualTo("3"));
        foreach (var swap in (int[])[1, 2])
            Assert.That(server.Log.Lines, Has.Member($"Greeter#{swap}: 1 connections moved to the load in its place, 0 closed with 1012 because they could not."));
        Assert.That(server.Log.Errors.Concat(server.Log.Warnings), Is.Empty);
    }

    // Other bytes, and so another load of the same.
    private static void Change(SwappingServer server, int swap)
    {
        server.Drop.Write("Greeter/change.txt", $"{swap}");
        server.Running.Look();
    }

    private static async Task CountAsync(List<RawClient> clients, int expected)
    {
        foreach (var client in clients)
            Assert.That(await AskAsync(client), Is.EqualTo($"{expected}"));
    }
}
