using Abstractions;
using Host.Configuration;
using Host.Opening;
using Microsoft.Extensions.Configuration;

namespace Host.Tests.Opening;

public sealed class RouteTableTests
{
    [TestCase("/echo", "/echo")]
    [TestCase("/echo/", null)]
    [TestCase("/Echo", null)]
    [TestCase("/echoes", null)]
    [TestCase("/", null)]
    [TestCase("", null)]
    public void An_exact_path_serves_itself_only(string path, string? handler) =>
        Assert.That(Find(Create([], "/echo"), path), Is.EqualTo(handler));

    [TestCase("/rooms/red", "/rooms/*")]
    [TestCase("/rooms/red/chairs", "/rooms/*")]
    [TestCase("/rooms/", "/rooms/*")]
    [TestCase("/rooms", null)]
    [TestCase("/roomsy/red", null)]
    [TestCase("/Rooms/red", null)]
    public void A_wildcard_serves_everything_below_its_path(string path, string? handler) =>
        Assert.That(Find(Create([], "/rooms/*"), path), Is.EqualTo(handler));

    [TestCase("/a/b/c", "/a/b/*")]
    [TestCase("/a/b/exact", "/a/b/exact")]
    [TestCase("/a/b", "/a/*")]
    [TestCase("/else", "/*")]
    [TestCase("/", "/*")]
    public void The_exact_path_wins_and_then_the_longest_prefix(string path, string handler) =>
        Assert.That(Find(Create([], "/*", "/a/b/*", "/a/*", "/a/b/exact"), path), Is.EqualTo(handler));

    [Test]
    public void The_settings_map_a_handler_to_further_paths()
    {
        var table = Create([("Routes:/ws:Handler", "/echo"), ("Routes:/sub/*:Handler", "/echo")], "/echo");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Find(table, "/ws"), Is.EqualTo("/echo"));
            Assert.That(Find(table, "/sub/way"), Is.EqualTo("/echo"));
            Assert.That(Find(table, "/echo"), Is.EqualTo("/echo"));
            Assert.That(table.Routes.Select(route => route.Path), Is.EquivalentTo((string[])["/echo", "/ws", "/sub/*"]));
        }
    }

    [Test]
    public void The_settings_win_over_a_handlers_own_path()
    {
        var table = Create([("Routes:/one:Handler", "/two"), ("Routes:/deep/*:Handler", "/two")], "/one", "/two", "/deep/*");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Find(table, "/one"), Is.EqualTo("/two"));
            Assert.That(Find(table, "/deep/down"), Is.EqualTo("/two"));
        }
    }

    [Test]
    public void A_route_may_be_restricted_to_protocols()
    {
        var table = Create([("Routes:/old:Handler", "/echo"), ("Routes:/old:Protocols:0", "hixie76"), ("Routes:/old:Protocols:1", "Hixie75")], "/echo");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(table.Find("/old")!.Allows("hixie76"), Is.True);
            Assert.That(table.Find("/old")!.Allows("hixie75"), Is.True);
            Assert.That(table.Find("/old")!.Allows("rfc6455"), Is.False);
            Assert.That(table.Find("/echo")!.Allows("rfc6455"), Is.True);
        }
    }

    [Test]
    public void A_route_has_its_handlers_send_policy_unless_the_settings_say_otherwise()
    {
        var table = RouteTable.Create(
            [Handlers.At("/own") with { Options = new HandlerOptions { SendPolicy = SendPolicy.DropOldest } }],
            Settings([("Routes:/same:Handler", "/own"), ("Routes:/other:Handler", "/own"), ("Routes:/other:SendPolicy", "disconnect")]));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(table.Find("/own")!.SendPolicy, Is.EqualTo(SendPolicy.DropOldest));
            Assert.That(table.Find("/same")!.SendPolicy, Is.EqualTo(SendPolicy.DropOldest));
            Assert.That(table.Find("/other")!.SendPolicy, Is.EqualTo(SendPolicy.Disconnect));
        }
    }

    [TestCase("Drop")]
    [TestCase("1")]
    [TestCase("Wait, DropOldest")]
    public void A_send_policy_that_does_not_exist_stops_the_start(string value)
    {
        Assert.That(() => Create([("Routes:/ws:Handler", "/echo"), ("Routes:/ws:SendPolicy", value)], "/echo"), Throws.TypeOf<ConfigurationException>()
            .With.Message.EqualTo($"Routes:/ws:SendPolicy is '{value}'; it must be one of Wait, DropOldest, Disconnect."));
    }

    [Test]
    public void A_route_may_say_where_its_handler_is_called()
    {
        var table = Create([("Routes:/same:Handler", "/own"), ("Routes:/other:Handler", "/own"), ("Routes:/other:Dispatch", "pool")], "/own");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(table.Find("/own")!.Dispatch, Is.Null);
            Assert.That(table.Find("/same")!.Dispatch, Is.Null);
            Assert.That(table.Find("/other")!.Dispatch, Is.EqualTo(Dispatch.Pool));
        }
    }

    [TestCase("Thread")]
    [TestCase("2")]
    [TestCase("Inline, Pool")]
    public void A_dispatch_that_does_not_exist_stops_the_start(string value)
    {
        Assert.That(() => Create([("Routes:/ws:Handler", "/echo"), ("Routes:/ws:Dispatch", value)], "/echo"), Throws.TypeOf<ConfigurationException>()
            .With.Message.EqualTo($"Routes:/ws:Dispatch is '{value}'; it must be one of Auto, Inline, Pool."));
    }

    [Test]
    public void A_route_to_an_unknown_handler_stops_the_start()
    {
        Assert.That(() => Create([("Routes:/ws:Handler", "ecko")], "/echo", "/upper"), Throws.TypeOf<ConfigurationException>()
            .With.Message.EqualTo("Routes:/ws:Handler is 'ecko'; it must be the name of a loaded handler: /echo, /upper."));
    }

    [Test]
    public void A_route_without_a_handler_stops_the_start()
    {
        Assert.That(() => Create([("Routes:/ws:Protocols", "rfc6455")], "/echo"), Throws.TypeOf<ConfigurationException>()
            .With.Message.StartsWith("Routes:/ws:Handler is ''; it must be the name of a loaded handler"));
    }

    [Test]
    public void A_route_that_is_no_path_stops_the_start()
    {
        Assert.That(() => Create([("Routes:ws:Handler", "/echo")], "/echo"), Throws.TypeOf<ConfigurationException>()
            .With.Message.EqualTo("Routes:ws is 'ws'; it must be a path that begins with a slash."));
    }

    // Each handler is called as its path.
    private static RouteTable Create((string Key, string Value)[] settings, params string[] paths) => RouteTable.Create(
        paths.Select(path => Handlers.At(path)),
        Settings(settings));

    private static IConfiguration Settings((string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();

    private static string? Find(RouteTable table, string path) => table.Find(path)?.Handler.Name;
}
