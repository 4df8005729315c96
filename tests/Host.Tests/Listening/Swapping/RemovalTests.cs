using static Host.Tests.Listening.Swapping.SwappingServer;

namespace Host.Tests.Listening.Swapping;

public sealed class RemovalTests
{
    private const string Adapter = "Adapters.Rfc6455";

    [Test]
    public async Task The_paths_of_a_deleted_plugin_are_answered_404_and_its_connections_go_on()
    {
        await using var server = await new SwappingServer().StartAsync();
        using var client = await server.OpenAsync();

        Delete(server, Plugin);

        Assert.That((await server.RefusedAsync()).Status, Is.EqualTo(404));
        Assert.That(await AskAsync(client), Is.EqualTo(One));
        Assert.That(server.Log.Lines, Has.Member("Greeter#1 (0.1.0) is not served any more: its files are gone."));
        client.Dispose();
        await server.CollectUntilAsync("Greeter#1 unloaded in ");
        await SwapTests.WaitUntilAsync(() => !server.Staged.Any());
    }

    [Test]
    public async Task One_that_comes_back_is_served_again()
    {
        await using var server = await new SwappingServer().StartAsync();
        Delete(server, Plugin);

        server.Drop.Add("Plugins.GreetingOne", Plugin);
        server.Running.Look();

        Assert.That(await server.AskAsync(), Is.EqualTo(One));
        Assert.That(server.Log.Lines, Has.Member("Greeter#2 (0.1.0) is served from now on."));
    }

    [Test]
    public async Task A_folder_without_its_assembly_is_not_deleted_yet()
    {
        await using var server = await new SwappingServer().StartAsync();

        File.Delete(server.Drop["Greeter/Greeter.dll"]);
        server.Running.Look();

        Assert.That(await server.AskAsync(), Is.EqualTo(One));
        Assert.That(server.Log.Errors.Single(), Does.Contain("Greeter#1 goes on").And.Contain("there is no such file"));
    }

    [Test]
    public async Task A_drop_folder_that_cannot_be_read_deletes_nothing()
    {
        await using var server = await new SwappingServer().StartAsync();

        Directory.Move(server.Drop.Path, server.Drop.Path + "-away");
        server.Running.Look();
        server.Running.Look();
        Assert.That(await server.AskAsync(), Is.EqualTo(One));
        Assert.That(server.Log.Errors.Single(), Does.StartWith($"The plugins are as they were, because {server.Drop.Path} cannot be used: "));

        Directory.Move(server.Drop.Path + "-away", server.Drop.Path);
        server.Replace("Plugins.GreetingTwo");
        Assert.That(await server.AskAsync(), Is.EqualTo(Two));
    }

    [Test]
    public async Task A_plugin_that_was_in_conflict_is_served_when_the_other_one_is_gone()
    {
        await using var server = await new SwappingServer().Set("Plugins:Other:Handler", "other").Set("Plugins:Other:Path", "/greeting")
            .StartAsync(drop => drop.Add("Plugins.GreetingOne", Plugin).Add("Plugins.GreetingTwo", "Other"));
        Assert.That(server.Log.Errors.Single(), Does.Contain("which the plugin Greeter has already"));

        Delete(server, Plugin);

        Assert.That(await server.AskAsync(), Is.EqualTo(Two));
    }

    [Test]
    public async Task A_folder_may_be_renamed()
    {
        await using var server = await new SwappingServer().Set("Plugins:Renamed:Handler", "greeting").Set("Plugins:Renamed:Path", "/greeting").StartAsync();

        server.Drop.Rename("Greeter/Greeter.dll", "Greeter/Renamed.dll").Rename("Greeter/Greeter.deps.json", "Greeter/Renamed.deps.json");
        Directory.Move(server.Drop[Plugin], server.Drop["Renamed"]);
        server.Running.Look();

        Assert.That(await server.AskAsync(), Is.EqualTo(One));
        Assert.That(server.Log.Errors, Is.Empty);
    }

    [Test]
    public async Task A_configured_route_keeps_a_version_out_that_has_not_its_handler()
    {
        await using var server = await new SwappingServer().Set("Routes:/ws:Handler", "greeting").StartAsync();

        server.Replace("Plugins.Echo");

        Assert.That(await server.AskAsync("/ws"), Is.EqualTo(One));
        Assert.That(server.Log.Errors.Single(), Does.Contain("it has not the handlers that Routes name for /ws"));
    }

    [Test]
    public async Task A_configured_route_goes_with_its_plugin_and_comes_back_with_it()
    {
        await using var server = await new SwappingServer().Set("Routes:/ws:Handler", "greeting").StartAsync();

        Delete(server, Plugin);
        Assert.That((await server.RefusedAsync("/ws")).Status, Is.EqualTo(404));
        Assert.That(server.Log.Warnings, Has.Member("The routes /ws are not served any more, because their handlers are gone."));

        server.Drop.Add("Plugins.GreetingTwo", Plugin);
        server.Running.Look();
        Assert.That(await server.AskAsync("/ws"), Is.EqualTo(Two));
    }

    [Test]
    public async Task Without_an_adapter_its_clients_are_told_which_versions_are_left()
    {
        await using var server = await new SwappingServer().StartAsync(
            drop => drop.Add("Plugins.GreetingOne", Plugin).AddStaged(Adapter).AddStaged("Adapters.Hybi"), withAdapter: false);
        using var client = await server.OpenAsync();

        Delete(server, Adapter);

        var refused = await server.RefusedAsync();
        Assert.That((refused.Status, refused.Headers.Only("Sec-WebSocket-Version")), Is.EqualTo((426, "8, 7")));
        Assert.That(await AskAsync(client), Is.EqualTo(One));
        client.Dispose();
        await server.CollectUntilAsync("Adapters.Rfc6455#1 unloaded in ");
    }

    [Test]
    public async Task An_adapter_is_swapped_while_its_clients_are_connected()
    {
        await using var server = await new SwappingServer().StartAsync(drop => drop.Add("Plugins.GreetingOne", Plugin).AddStaged(Adapter), withAdapter: false);
        using (var old = await server.OpenAsync())
        {
            server.Drop.Write($"{Adapter}/another.txt", "file");
            server.Running.Look();
            Assert.That(server.Log.Lines, Has.Some.StartsWith("Adapters.Rfc6455#2 "));

            using var later = await server.OpenAsync();
            Assert.That((await AskAsync(old), await AskAsync(later)), Is.EqualTo((One, One)));
        }

        await server.CollectUntilAsync("Adapters.Rfc6455#1 unloaded in ");
    }

    private static void Delete(SwappingServer server, string plugin)
    {
        Directory.Delete(server.Drop[plugin], recursive: true);
        server.Running.Look();
    }
}
