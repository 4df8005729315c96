using static Host.Tests.Listening.Swapping.SwappingServer;

namespace Host.Tests.Listening.Swapping;

public sealed class SelfCheckTests
{
    [Test]
    public async Task A_version_that_finds_that_it_does_not_work_is_not_served()
    {
        await using var server = await StartAsync("check");

        server.Replace("Plugins.Faulty");

        Assert.That(server.Log.Errors.Single(), Is.EqualTo($"The new Greeter is not loaded, and Greeter#1 goes on: {server.Drop["Greeter/Greeter.dll"]}: " +
            "its self-check failed: InvalidOperationException: the database is away. Mend what it names, the plugin, or its settings under Plugins:Greeter."));
        Assert.That(await server.AskAsync(), Is.EqualTo(One));
    }

    [TestCase("slow-check")]
    [TestCase("blocked")]
    public async Task A_version_that_takes_too_long_is_not_served_and_holds_nobody_up(string fault)
    {
        await using var server = await StartAsync(fault);
        using var hang = new CancellationTokenSource(RawClient.HangLimit);

        var look = Task.Run(() => server.Replace("Plugins.Faulty"));
        await server.Time.WaitForTimerAsync(TimeSpan.FromSeconds(5), hang.Token);
        server.Time.Advance(TimeSpan.FromSeconds(5));
        await look.WaitAsync(hang.Token);

        Assert.That(server.Log.Errors.Single(), Does.Contain("it takes longer than 5 s to load").And.Contain("PluginHost:LoadSeconds"));
        server.Replace("Plugins.GreetingTwo");
        Assert.That(await server.AskAsync(), Is.EqualTo(Two));
    }

    private static async Task<SwappingServer> StartAsync(string fault) =>
        await new SwappingServer().Set("Plugins:Greeter:Fault", fault).Set("PluginHost:LoadSeconds", "5").StartAsync();
}
