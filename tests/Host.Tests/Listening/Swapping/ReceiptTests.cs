using System.Text.Json;
using static Host.Tests.Listening.Swapping.SwappingServer;

namespace Host.Tests.Listening.Swapping;

/// <summary>What is said of a plugin that was replaced: that it is gone from memory, or what holds it.</summary>
public sealed class ReceiptTests
{
    [TestCase("running timer", "1 of its timers are running")]
    [TestCase("running thread", "full collections have not freed it: look for a thread")]
    public async Task What_holds_a_plugin_is_said_once(string leaves, string cause)
    {
        using var counters = new Counters();
        await using var server = await StartAsync(leaves);
        server.Replace("Plugins.GreetingTwo");

        await server.CollectUntilAsync("Greeter#1 is still pinned in memory: ");

        var details = await DetailsAsync(server);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(server.Log.Warnings.Where(line => line.Contains("pinned")), Has.One.Contains(cause));
            Assert.That(details.State, Is.EqualTo("pinned"));
            Assert.That(details.Causes.Single(), Does.Contain(cause));
            Assert.That(counters.Sum("wharf.plugin.unloads", "plugin=Greeter, outcome=pinned"), Is.EqualTo(1));
            Assert.That(counters.Sum("wharf.plugin.generations", "plugin=Greeter"), Is.EqualTo(2));
            Assert.That(server.Staged, Is.EquivalentTo((string[])["Greeter-1", "Greeter-2"]));
        }
    }

    [Test]
    public async Task Without_a_collection_nothing_is_blamed()
    {
        await using var server = await StartAsync("");
        server.Replace("Plugins.GreetingTwo");

        await server.Time.AdvanceUntilAsync(server.Log.WaitForAsync("Greeter#1 "), TimeSpan.FromMilliseconds(500));
        await server.Time.AdvanceUntilAsync(server.Log.WaitForAsync("Greeter#1 is still pinned in memory: "), TimeSpan.FromMilliseconds(500));

        Assert.That(server.Log.Warnings.Single(line => line.Contains("pinned")), Does.Contain("so nothing may be wrong"));
    }

    [TestCase("json")]
    [TestCase("statics")]
    [TestCase("idle timer")]
    public async Task What_is_not_held_is_unloaded(string leaves)
    {
        using var counters = new Counters();
        await using var server = await StartAsync(leaves);
        server.Replace("Plugins.GreetingTwo");

        await server.CollectUntilAsync("Greeter#1 unloaded in ");

        Assert.That(counters.Sum("wharf.plugin.unloads", "plugin=Greeter, outcome=unloaded"), Is.EqualTo(1));
        Assert.That(counters.Sum("wharf.plugin.loads", "plugin=Greeter, outcome=loaded"), Is.EqualTo(1));
        Assert.That(counters.Sum("wharf.plugin.generations", "plugin=Greeter"), Is.EqualTo(1));
    }

    [Test]
    public async Task What_drains_is_told_with_its_connections()
    {
        await using var server = await StartAsync("");
        using var client = await server.OpenAsync();
        server.Replace("Plugins.GreetingTwo");

        var details = await DetailsAsync(server);

        Assert.That((details.State, details.Connections), Is.EqualTo(("draining", 1)));
    }

    // Leaves behind what it should with its load.
    private static async Task<SwappingServer> StartAsync(string leaves) =>
        await new SwappingServer().Set("Plugins:Greeter:Leaves", leaves).StartAsync(drop => drop.Add("Plugins.Leaky", Plugin));

    private static async Task<(string State, int Connections, IReadOnlyList<string> Causes)> DetailsAsync(SwappingServer server)
    {
        using var client = await RawClient.ConnectAsync(server.Running);
        await client.SendAsync("GET /healthz?details HTTP/1.1\r\nHost: localhost\r\n\r\n");
        using var json = JsonDocument.Parse((await client.ReadResponseAsync()).Body);
        var first = json.RootElement.GetProperty("generations").EnumerateArray()
            .Single(row => row.GetProperty("plugin").GetString() == Plugin && row.GetProperty("number").GetInt32() == 1);
        return (first.GetProperty("state").GetString()!, first.GetProperty("connections").GetInt32(), [.. first.GetProperty("causes").EnumerateArray().Select(cause => cause.GetString()!)]);
    }
}
