using System.Text;
using System.Text.Json;
using Handlers.Demo;
using Host.Tests.Plugins;

namespace Host.Tests.Listening;

/// <summary>An adapter of somebody else, for a revision that does not exist, is dropped into a host that knows nothing of it.</summary>
public sealed class MadeUpRevisionTests
{
    private const string Version = "Sec-WebSocket-Version: 99\r\n";

    private DropFolder _drop = null!;
    private RunningServer _server = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _drop = new DropFolder().Add("Plugins.Version99");
        _server = await new ServerSetup
        {
            Plugin = plugin => plugin.AddHandler<EchoHandler>("echo", "/echo"),
            Settings = ["--plugins", _drop.Path, "--PluginHost:StageDirectory", _drop.Stage, "--Limits:MessageBytes", "100000", "--Routes:/modern:Handler", "echo", "--Routes:/modern:Protocols", "rfc6455"],
        }.StartAsync();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _server.DisposeAsync();
        _drop.Dispose();
    }

    [Test]
    public async Task Its_clients_are_served_by_any_handler([Values] Door door, [Values] bool tls)
    {
        using var client = await OpenAsync(door, tls);
        await client.SendAsync("", Frame("hello"), Frame(new string('x', 70_000)));

        Assert.That(await client.ReadAsync(9), Is.EqualTo(Frame("hello")));
        Assert.That(await client.ReadAsync(70_004), Is.EqualTo(Frame(new string('x', 70_000))));
    }

    [Test]
    public async Task Its_bytes_may_come_one_by_one()
    {
        using var client = await OpenAsync(Door.First, tls: false);
        foreach (var value in Frame("hello"))
            await client.SendAsync((byte[])[value]);

        Assert.That(await client.ReadAsync(9), Is.EqualTo(Frame("hello")));
    }

    [Test]
    public async Task It_ends_a_connection_that_breaks_its_rules()
    {
        using var client = await OpenAsync(Door.First, tls: false);
        await client.SendAsync((byte[])[0x7F, 0xFF, 0xFF, 0xFF]);

        // It has no close frame.
        Assert.That(await client.ReadToEndAsync(), Is.Empty);
    }

    [Test]
    public async Task Its_version_is_listed_where_a_client_has_none_of_them()
    {
        using var client = await RawClient.ConnectAsync(_server);
        await client.SendAsync(RequestText.Get("/echo", "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 100\r\n"));
        var response = await client.ReadResponseAsync();

        Assert.That((response.Status, response.Headers.Only("Sec-WebSocket-Version")), Is.EqualTo((426, "99, 13")));
    }

    [Test]
    public async Task A_route_that_does_not_allow_it_says_so()
    {
        using var client = await RawClient.ConnectAsync(_server);
        await client.SendAsync(RequestText.Get("/modern", Version));
        var response = await client.ReadResponseAsync();

        Assert.That((response.Status, response.Body, response.Headers.Only("Sec-WebSocket-Version")), Is.EqualTo((426, "this path does not accept version99\n", "13")));
        using var other = await RawClient.OpenAsync(_server, target: "/modern");
    }

    [Test]
    public async Task Its_own_refusal_is_passed_on()
    {
        using var client = await RawClient.ConnectAsync(_server);
        await client.SendAsync(RequestText.Get("/echo", Version).Replace("GET", "PUT", StringComparison.Ordinal));
        var response = await client.ReadResponseAsync();

        Assert.That((response.Status, response.Body), Is.EqualTo((405, "the method must be GET\n")));
    }

    [Test]
    public async Task An_operator_sees_it()
    {
        using var open = await OpenAsync(Door.First, tls: false);
        // Counted a moment after the answer is on the wire; an echo comes later.
        await open.SendAsync("", Frame("hello"));
        await open.ReadAsync(9);
        using var client = await RawClient.ConnectAsync(_server);
        await client.SendAsync("GET /healthz?details HTTP/1.1\r\nHost: localhost\r\n\r\n");
        using var json = JsonDocument.Parse((await client.ReadResponseAsync()).Body);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(json.RootElement.GetProperty("samples").EnumerateArray().Select(sample => $"{sample.GetProperty("revision")} {sample.GetProperty("adapter")}"), Has.One.EqualTo("version 99 version99"));
            Assert.That(json.RootElement.GetProperty("adapters").EnumerateArray().Single(adapter => adapter.GetProperty("name").GetString() == "version99").GetProperty("opened").GetInt64(), Is.Positive);
        }
    }

    private async Task<RawClient> OpenAsync(Door door, bool tls)
    {
        var client = await RawClient.ConnectAsync(_server, tls);
        if (door == Door.Later)
            await client.GetAsync();
        await client.SendAsync(RequestText.Get("/echo", Version));
        Assert.That((await client.ReadResponseAsync()).Head, Is.EqualTo("HTTP/1.1 101 Ninety Nine\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Balloons: 99\r\n\r\n"));
        return client;
    }

    private static byte[] Frame(string text) => [0, (byte)(text.Length >> 16), (byte)(text.Length >> 8), (byte)text.Length, .. Encoding.ASCII.GetBytes(text)];
}
