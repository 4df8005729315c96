using Host.Tests.Connections;
using static Host.Tests.Listening.Swapping.SwappingServer;

namespace Host.Tests.Listening.Swapping;

public sealed class QuarantineTests
{
    [Test]
    public async Task A_plugin_with_too_many_faults_is_out_of_use_and_no_other_is()
    {
        await using var server = await StartAsync();
        using var open = await server.OpenAsync("/leaky");
        using var other = await server.OpenAsync();

        await FaultAsync(server, times: 4);

        // One after the other, with those that have failed and are not gone yet.
        var closing = open.ReadFrameAsync();
        await server.Time.AdvanceUntilAsync(closing, TimeSpan.FromMilliseconds(1));
        var closed = await closing;
        Assert.That((closed.Opcode, closed.CloseCode), Is.EqualTo((8, 1011)));
        Assert.That((await server.RefusedAsync("/leaky")).Status, Is.EqualTo(503));
        Assert.That((await server.RefusedAsync("/configured")).Status, Is.EqualTo(503));
        Assert.That((await AskAsync(other), await server.AskAsync()), Is.EqualTo((One, One)));
        Assert.That(server.Log.Errors, Has.Member("Faulting#1 is out of use until its files change, because it had more than 3 faults in a minute: its connections are closed with 1011, its paths answered 503."));
        open.Dispose();
        await server.CollectUntilAsync("Faulting#1 unloaded in ");
    }

    [Test]
    public async Task The_same_files_stay_out_and_others_come_in()
    {
        await using var server = await StartAsync();
        await FaultAsync(server, times: 4);

        server.Replace("Plugins.Leaky", "Faulting");
        Assert.That((await server.RefusedAsync("/leaky")).Status, Is.EqualTo(503));

        server.Drop.Write("Faulting/mended.txt", "yes");
        server.Running.Look();
        using var client = await server.OpenAsync("/leaky");
    }

    [Test]
    public async Task Deleted_its_paths_are_those_of_nobody()
    {
        await using var server = await StartAsync();
        await FaultAsync(server, times: 4);

        Directory.Delete(server.Drop["Faulting"], recursive: true);
        server.Running.Look();

        Assert.That((await server.RefusedAsync("/leaky")).Status, Is.EqualTo(404));
    }

    [Test]
    public async Task As_many_as_allowed_change_nothing_and_a_minute_later_they_are_forgotten()
    {
        await using var server = await StartAsync();

        await FaultAsync(server, times: 3, isLast: false);
        await SwapTests.WaitUntilAsync(() => server.Running.Connections == 0);
        server.Time.Advance(TimeSpan.FromMinutes(1));
        await FaultAsync(server, times: 3, isLast: false);

        Assert.That(server.Log.Errors, Has.None.Contains("out of use"));
        await FaultAsync(server, times: 1);
    }

    private static async Task<SwappingServer> StartAsync() => await new SwappingServer().Set("PluginHost:MaxFaultsPerMinute", "3").Set("PluginHost:CallbackSeconds", "3600").Set("Plugins:Faulting:Leaves", "exception").Set("Routes:/configured:Handler", "leaky")
        .StartAsync(drop => drop.Add("Plugins.GreetingOne", Plugin).Add("Plugins.Leaky", "Faulting"));

    private static async Task FaultAsync(SwappingServer server, int times, bool isLast = true)
    {
        for (var i = 0; i < times; i++)
        {
            using var client = await server.OpenAsync("/leaky");
            await client.SendAsync(ClientFrame.Text("x"));
            Assert.That((await client.ReadFrameAsync()).CloseCode, Is.EqualTo(1011));
        }
        if (isLast)
            await server.Log.WaitForAsync("is out of use until its files change");
    }
}
