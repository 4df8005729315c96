using Abstractions;
using static Host.Tests.Listening.Swapping.SwappingServer;

namespace Host.Tests.Listening.Swapping;

public sealed class DrainTests
{
    [Test]
    public async Task Connections_have_their_time_and_are_then_closed_with_1012()
    {
        await using var server = await new SwappingServer().StartAsync();
        using var first = await server.OpenAsync();
        using var second = await server.OpenAsync();
        server.Replace("Plugins.GreetingTwo");
        using var third = await server.OpenAsync();
        await server.Log.WaitForAsync("Greeter#1 has 2 connections, which have 30 s to end.");

        await server.AfterAsync(seconds: 30);

        await server.Time.AdvanceUntilAsync(Task.WhenAll(AssertClosedAsync(first), AssertClosedAsync(second)), TimeSpan.FromMilliseconds(1));
        await server.CollectUntilAsync("Greeter#1 unloaded in ");
        Assert.That(await AskAsync(third), Is.EqualTo(Two));
    }

    [Test]
    public async Task Nobody_is_closed_before()
    {
        await using var server = await new SwappingServer().StartAsync();
        using var client = await server.OpenAsync();
        server.Replace("Plugins.GreetingTwo");

        await server.AfterAsync(seconds: 30, less: TimeSpan.FromTicks(1));

        Assert.That(await AskAsync(client), Is.EqualTo(One));
    }

    [TestCase("PluginHost:DrainSeconds")]
    [TestCase("Plugins:Greeter:DrainSeconds")]
    public async Task A_plugin_may_have_another_time(string key)
    {
        await using var server = await new SwappingServer().Set("PluginHost:DrainSeconds", "7").Set(key, "100").StartAsync();
        using var client = await server.OpenAsync();
        server.Replace("Plugins.GreetingTwo");

        await server.AfterAsync(seconds: 100);

        await AssertClosedAsync(client);
    }

    [Test]
    public async Task No_time_closes_at_once()
    {
        await using var server = await new SwappingServer().Set("PluginHost:DrainSeconds", "0").StartAsync();
        using var client = await server.OpenAsync();

        server.Replace("Plugins.GreetingTwo");

        await AssertClosedAsync(client);
    }

    [Test]
    public async Task Minus_one_never_closes()
    {
        await using var server = await new SwappingServer().Set("PluginHost:DrainSeconds", "-1").StartAsync();
        using var client = await server.OpenAsync();
        server.Replace("Plugins.GreetingTwo");

        server.Time.Advance(TimeSpan.FromDays(365));

        Assert.That(await AskAsync(client), Is.EqualTo(One));
        client.Dispose();
        await server.CollectUntilAsync("Greeter#1 unloaded in ");
    }

    [Test]
    public async Task Many_are_closed_one_after_the_other()
    {
        await using var server = await new SwappingServer().Set("PluginHost:DrainSeconds", "0").StartAsync();
        var clients = new List<RawClient>();
        for (var i = 0; i < 10; i++)
            clients.Add(await server.OpenAsync());
        server.Replace("Plugins.GreetingTwo");
        await server.Log.WaitForAsync("its 10 connections are closed with 1012");
        using var hang = new CancellationTokenSource(RawClient.HangLimit);
        await server.Time.WaitForTimerAsync(TimeSpan.FromMilliseconds(1), hang.Token);

        var closed = clients.Select(AssertClosedAsync).ToList();
        await await Task.WhenAny(closed);
        Assert.That(closed.Count(close => close.IsCompleted), Is.EqualTo(1));
        await server.Time.AdvanceUntilAsync(Task.WhenAll(closed), TimeSpan.FromMilliseconds(1));
        clients.ForEach(client => client.Dispose());
    }

    [Test]
    public async Task A_handler_that_does_not_return_is_said_and_holds_nothing_else_up()
    {
        await using var server = await new SwappingServer().Set("PluginHost:DrainSeconds", "0").StartAsync(drop => drop.Add("Plugins.Leaky", Plugin).Set("Plugins:Greeter:Leaves", "no return"));
        using (var client = await server.OpenAsync())
        {
            await client.SendAsync(Connections.ClientFrame.Text("x"));
            await server.Log.WaitForAsync("does not return");
            server.Replace("Plugins.GreetingOne");
            await AssertClosedAsync(client);
        }

        await server.CollectUntilAsync("Greeter#1 is still pinned in memory: 1 connections that were closed have not ended: their handlers do not return from a call. ");

        Assert.That(await server.AskAsync(), Is.EqualTo(One));
    }

    private static async Task AssertClosedAsync(RawClient client)
    {
        var frame = await client.ReadFrameAsync();
        Assert.That((frame.Opcode, frame.CloseCode, System.Text.Encoding.UTF8.GetString(frame.Payload[2..])), Is.EqualTo((8, CloseCode.ServiceRestart, "plugin replaced")));
        await client.SendAsync(Connections.ClientFrame.Close(CloseCode.ServiceRestart));
        await client.WaitForEndAsync();
    }
}
