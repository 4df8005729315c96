using static Host.Tests.Listening.Swapping.SwappingServer;

namespace Host.Tests.Listening.Swapping;

public sealed class SwapTests
{
    [Test]
    public async Task New_connections_get_the_new_version_and_old_ones_keep_the_old()
    {
        await using var server = await new SwappingServer().StartAsync();
        using var old = await server.OpenAsync();

        server.Replace("Plugins.GreetingTwo");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await server.AskAsync(), Is.EqualTo(Two));
            // Its library is needed, and loaded, only now.
            Assert.That(await AskAsync(old), Is.EqualTo(One));
            Assert.That(server.Log.Lines, Has.Member("Greeter#2 (0.1.0) is served from now on in place of Greeter#1 (0.1.0)."));
        }
    }

    [Test]
    public async Task What_nobody_uses_any_more_is_unloaded_and_its_copy_removed()
    {
        await using var server = await new SwappingServer().StartAsync();
        using (var old = await server.OpenAsync())
        {
            await AskAsync(old);
            server.Replace("Plugins.GreetingTwo");
            Assert.That(server.Staged, Is.EquivalentTo((string[])["Greeter-1", "Greeter-2"]));
        }

        await server.CollectUntilAsync("Greeter#1 unloaded in ");

        Assert.That(server.CountContexts(), Is.EqualTo(1));
        await WaitUntilAsync(() => server.Staged.SequenceEqual(["Greeter-2"]));
        Assert.That(await server.AskAsync(), Is.EqualTo(Two));
    }

    [Test]
    public async Task A_broken_version_changes_nothing_and_is_not_tried_again()
    {
        await using var server = await new SwappingServer().StartAsync();
        using var open = await server.OpenAsync();

        server.Drop.Write("Greeter/Greeter.dll", "not an assembly");
        server.Running.Look();
        server.Drop.Write("Greeter/Greeter.dll", "not an assembly");
        server.Running.Look();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(server.Log.Errors, Is.EqualTo((string[])
            [
                $"The new Greeter is not loaded, and Greeter#1 goes on: {server.Drop["Greeter/Greeter.dll"]}: it is not a .NET assembly, or only a part of one. Copy the plugin's build output again, whole.",
            ]));
            Assert.That(await AskAsync(open), Is.EqualTo(One));
            Assert.That(await server.AskAsync(), Is.EqualTo(One));
            Assert.That(server.Staged, Is.EqualTo((string[])["Greeter-1"]));
        }
    }

    [Test]
    public async Task What_cannot_be_configured_changes_nothing_either()
    {
        await using var server = await new SwappingServer().Set("Plugins:Greeter:Fault", "configure").StartAsync();

        server.Replace("Plugins.Faulty");

        Assert.That(server.Log.Errors.Single(), Does.StartWith("The new Greeter is not loaded, and Greeter#1 goes on: ").And.Contains("its Configure failed"));
        Assert.That(await server.AskAsync(), Is.EqualTo(One));
    }

    [Test]
    public async Task The_last_good_version_put_back_is_not_loaded_anew()
    {
        await using var server = await new SwappingServer().StartAsync();
        server.Drop.Write("Greeter/Greeter.dll", "not an assembly");
        server.Running.Look();

        server.Replace("Plugins.GreetingOne");

        Assert.That(server.Log.Lines, Has.Member("The files of Greeter#1 are again what is served."));
        Assert.That(await server.AskAsync(), Is.EqualTo(One));
    }

    [Test]
    public async Task An_earlier_version_put_back_is_the_next_load()
    {
        await using var server = await new SwappingServer().StartAsync();
        server.Replace("Plugins.GreetingTwo");

        server.Replace("Plugins.GreetingOne");

        Assert.That(server.Log.Lines, Has.Member("Greeter#3 (0.1.0) is served from now on in place of Greeter#2 (0.1.0)."));
        Assert.That(await server.AskAsync(), Is.EqualTo(One));
    }

    [Test]
    public async Task Files_that_were_only_touched_are_no_new_version()
    {
        await using var server = await new SwappingServer().StartAsync();

        File.SetLastWriteTimeUtc(server.Drop["Greeter/Greeter.dll"], new DateTime(2031, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        server.Replace("Plugins.GreetingOne");

        Assert.That(server.Log.Lines, Has.None.Contains("is served from now on"));
    }

    [Test]
    public async Task Files_that_still_change_are_waited_for()
    {
        await using var server = await new SwappingServer().StartAsync();
        var whole = await File.ReadAllBytesAsync(server.Drop["Greeter/Greeter.deps.json"]);

        for (var i = 0; i < 5; i++)
        {
            server.Drop.Write("Greeter/Greeter.deps.json", new string('x', i));
            Assert.That(server.Running.Swapping.Look(), Is.True);
        }
        await File.WriteAllBytesAsync(server.Drop["Greeter/Greeter.deps.json"], whole);
        server.Running.Look();

        Assert.That(server.Log.Errors, Is.Empty);
        Assert.That(await server.AskAsync(), Is.EqualTo(One));
    }

    [Test]
    public async Task A_plugin_that_comes_is_served()
    {
        await using var server = await new SwappingServer().StartAsync();
        Assert.That((await server.RefusedAsync("/greeting/two")).Status, Is.EqualTo(404));

        server.Drop.Add("Plugins.GreetingTwo");
        server.Running.Look();

        Assert.That(await server.AskAsync("/greeting/two"), Is.EqualTo(Two));
        Assert.That(server.Log.Lines, Has.Member("Plugins.GreetingTwo#1 (0.1.0) is served from now on."));
    }

    [Test]
    public async Task One_that_comes_into_an_empty_folder_is_served()
    {
        await using var server = await new SwappingServer().StartAsync(_ => { });

        server.Drop.Add("Plugins.GreetingTwo");
        server.Running.Look();

        Assert.That(await server.AskAsync("/greeting/two"), Is.EqualTo(Two));
    }

    public static async Task WaitUntilAsync(Func<bool> condition)
    {
        using var hang = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!condition())
            await Task.Delay(5, hang.Token);
    }
}
