using Host.Tests.Connections;
using Host.Tests.Listening.Swapping;
using Host.Tests.Plugins;
using static Host.Tests.Listening.Swapping.SwappingServer;

namespace Host.Tests.Listening.Reloading;

/// <summary>What a SIGHUP asks for, in this process.</summary>
[NonParallelizable]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ReloadTests : IAsyncDisposable
{
    private readonly SettingsFile _file = new();
    private readonly SwappingServer _server = new();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _file.Dispose();
    }

    [Test]
    public async Task Routes_come_and_go()
    {
        await StartAsync("{}");
        using var open = await _server.OpenAsync();

        await ReloadAsync("""{ "Routes": { "/more/*": { "Handler": "greeting" } } }""");
        Assert.That(await _server.AskAsync("/more/of/it"), Is.EqualTo(One));
        Assert.That(_server.Log.Lines, Has.Member("The settings were read again. In force from now on: Routes."));

        await ReloadAsync("{}");
        Assert.That((await _server.RefusedAsync("/more/of/it")).Status, Is.EqualTo(404));
        Assert.That(await AskAsync(open), Is.EqualTo(One));
    }

    [Test]
    public async Task Origins_change()
    {
        await StartAsync("""{ "Origins": [ "https://one.example" ] }""");

        await ReloadAsync("""{ "Origins": [ "https://two.example" ] }""");

        Assert.That(await StatusAsync("Origin: https://one.example\r\n"), Is.EqualTo(403));
        Assert.That(await StatusAsync("Origin: https://two.example\r\n"), Is.EqualTo(101));
    }

    [Test]
    public async Task Proxies_are_trusted()
    {
        const string Forwarded = "Origin: https://outside.example\r\nX-Forwarded-Host: outside.example\r\n";
        await StartAsync("{}");
        Assert.That(await StatusAsync(Forwarded), Is.EqualTo(403));

        await ReloadAsync("""{ "ForwardedHeaders": { "Trusted": "127.0.0.1" } }""");

        Assert.That(await StatusAsync(Forwarded), Is.EqualTo(101));
    }

    [Test]
    public async Task Limits_on_the_number_of_connections_count_those_that_are_open()
    {
        await StartAsync("{}");
        using var first = await _server.OpenAsync();
        using var second = await _server.OpenAsync();

        await ReloadAsync("""{ "Limits": { "ConnectionsPerAddress": 1 } }""");
        Assert.That(await StatusAsync(), Is.EqualTo(429));
        await ReloadAsync("""{ "Limits": { "Connections": 1 } }""");
        Assert.That(await StatusAsync(), Is.EqualTo(503));

        Assert.That((await AskAsync(first), await AskAsync(second)), Is.EqualTo((One, One)));
        Assert.That(_server.Log.Lines, Has.Member("The settings were read again. In force from now on: Limits:Connections, Limits:ConnectionsPerAddress."));
        await ReloadAsync("{}");
        Assert.That(await StatusAsync(), Is.EqualTo(101));
    }

    [Test]
    public async Task Limits_of_a_connection_are_those_it_began_with()
    {
        await StartAsync("{}");
        using var open = await _server.OpenAsync();

        await ReloadAsync("""{ "Limits": { "MessageBytes": 10 } }""");

        await open.SendAsync(ClientFrame.Text("more than ten bytes"));
        Assert.That((await open.ReadFrameAsync()).Text, Is.EqualTo(One));
        using var client = await _server.OpenAsync();
        await client.SendAsync(ClientFrame.Text("more than ten bytes"));
        Assert.That((await client.ReadFrameAsync()).CloseCode, Is.EqualTo(1009));
    }

    [Test]
    public async Task Levels_of_the_log_change()
    {
        await StartAsync("{}");
        // Answered, so that its line would have been written.
        await _server.AskAsync();

        await ReloadAsync("""{ "Logging": { "LogLevel": { "Host.Connections": "Debug" } } }""");
        await _server.AskAsync();

        Assert.That(_server.Log.Lines.Count(line => line.Contains("opened at /greeting")), Is.EqualTo(1));
    }

    [TestCase("""{ "Limits": { "Connections": "many" }""", "appsettings.json")]
    [TestCase("""{ "Limits": { "Connections": "many" } }""", "Limits:Connections is 'many'; it must be a whole number from 1 to ")]
    [TestCase("""{ "Routes": { "ws": { "Handler": "greeting" } } }""", "Routes:ws is 'ws'; it must be a path that begins with a slash.")]
    [TestCase("""{ "Routes": { "/kept": { "Handler": "greetign" } } }""", "Routes:/kept:Handler is 'greetign'; it must be the name of a loaded handler: ")]
    [TestCase("""{ "Logging": { "LogLevel": { "Default": "Loud" } } }""", "Logging:LogLevel:Default is 'Loud'; ")]
    [TestCase("""{ "Shutdown": { "DrainSeconds": "soon" } }""", "Shutdown:DrainSeconds is 'soon'; ")]
    [TestCase("""{ "Kestrel": { "Endpoints": { "A": { "Url": "nonsense" } } } }""", "Kestrel:Endpoints:A:Url is 'nonsense'; ")]
    public async Task One_slip_and_nothing_changes(string settings, string reason)
    {
        await StartAsync("""{ "Routes": { "/kept": { "Handler": "greeting" } } }""");

        await ReloadAsync(settings.Insert(1, """ "Origins": "https://one.example", """));

        Assert.That(_server.Log.Errors.Single(), Does.StartWith("The settings were read again, and nothing was changed: ").And.Contain(reason).And.EndWith("Mend it and send SIGHUP again."));
        Assert.That(await _server.AskAsync("/kept"), Is.EqualTo(One));
        Assert.That(await StatusAsync("Origin: https://one.example\r\n"), Is.EqualTo(403));
        await ReloadAsync("""{ "Origins": "https://one.example" }""");
        Assert.That(await StatusAsync("Origin: https://one.example\r\n"), Is.EqualTo(101));
    }

    [Test]
    public async Task What_needs_a_restart_is_named_until_it_is_taken_back()
    {
        await StartAsync("""{ "Shutdown": { "DrainSeconds": 1 } }""");

        await ReloadAsync("""{ "Shutdown": { "DrainSeconds": 2 }, "Health": { "Key": "0123456789abcdef" } }""");
        await ReloadAsync("""{ "Shutdown": { "DrainSeconds": 2 } }""");
        await ReloadAsync("""{ "Shutdown": { "DrainSeconds": 1 } }""");

        Assert.That(_server.Log.Warnings, Is.EqualTo((string[])["Not in force until the host is restarted: Health:Key, Shutdown:DrainSeconds.", "Not in force until the host is restarted: Shutdown:DrainSeconds."]));
        Assert.That(_server.Log.Lines.Count(line => line == "The settings were read again, and nothing that a running host goes by has changed."), Is.EqualTo(3));
    }

    [Test]
    public async Task The_drop_folder_is_looked_at_though_it_is_not_watched()
    {
        await StartAsync("{}");
        using var open = await _server.OpenAsync();
        Directory.Delete(_server.Drop[Plugin], recursive: true);
        _server.Drop.Add("Plugins.GreetingTwo", Plugin);

        await ReloadAsync("{}");

        await _server.UntilAsync("Greeter#2 (0.1.0) is served from now on in place of Greeter#1 (0.1.0).");
        Assert.That((await _server.AskAsync(), await AskAsync(open)), Is.EqualTo((Two, One)));
    }

    [Test]
    public async Task A_plugin_comes_with_its_settings_and_its_route()
    {
        await StartAsync("{}");
        _server.Drop.Add("Plugins.GreetingTwo", "Second");

        await ReloadAsync("""{ "Plugins": { "Second": { "Handler": "second", "Path": "/second" } }, "Routes": { "/third": { "Handler": "second" } } }""");

        await _server.UntilAsync("Second#1 (0.1.0) is served from now on.");
        Assert.That((await _server.AskAsync("/second"), await _server.AskAsync("/third")), Is.EqualTo((Two, Two)));
        Assert.That(_server.Log.Lines, Has.Member("Changed, and read by the plugins when they are loaded the next time: Plugins:Second."));
        Assert.That(_server.Log.Warnings, Has.Member("The routes /third are served once a plugin brings their handlers; none of those loaded does."));
    }

    [Test]
    public async Task What_was_refused_is_tried_again()
    {
        await StartAsync("""{ "Plugins": { "Second": { "Handler": "second", "Path": "no path" } } }""", drop => drop.Add("Plugins.GreetingOne", Plugin).Add("Plugins.GreetingTwo", "Second"));
        Assert.That((await _server.RefusedAsync("/second")).Status, Is.EqualTo(404));

        await ReloadAsync("""{ "Plugins": { "Second": { "Handler": "second", "Path": "/second" } } }""");

        await _server.UntilAsync("Second#1 (0.1.0) is served from now on.");
        Assert.That(await _server.AskAsync("/second"), Is.EqualTo(Two));
    }

    [Test]
    public async Task Many_at_once_end_with_what_is_in_the_file()
    {
        await StartAsync("{}");
        var reloads = new List<Task>();

        for (var i = 0; i < 20; i++)
        {
            _file.Write($$"""{ "Limits": { "Connections": {{i + 1}} }, "Origins": "https://{{i}}.example" }""");
            reloads.Add(_server.Running.ReloadAsync());
        }
        await Task.WhenAll(reloads);

        Assert.That(await StatusAsync("Origin: https://19.example\r\n"), Is.EqualTo(101));
        Assert.That(_server.Log.Errors, Is.Empty);
    }

    [Test]
    public async Task A_host_that_stops_reads_nothing()
    {
        await StartAsync("{}");
        await _server.Running.StopAsync();

        await ReloadAsync("{ nonsense");

        Assert.That(_server.Log.Errors, Is.Empty);
    }

    private async Task StartAsync(string settings, Action<DropFolder>? add = null)
    {
        _file.Write(settings);
        await _server.StartAsync(add);
        _file.Leave();
    }

    private Task ReloadAsync(string settings)
    {
        _file.Write(settings);
        return _server.Running.ReloadAsync();
    }

    private async Task<int> StatusAsync(string headers = "")
    {
        using var client = await RawClient.ConnectAsync(_server.Running);
        await client.SendAsync(RequestText.Upgrade("/greeting", headers));
        return (await client.ReadResponseAsync()).Status;
    }
}
