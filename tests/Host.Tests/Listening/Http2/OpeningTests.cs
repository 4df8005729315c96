using Abstractions;
using Host.Tests.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace Host.Tests.Listening.Http2;

/// <summary>The opening handshake of RFC 8441: what it asks, what is answered, and that it is decided as that of HTTP/1.1.</summary>
public sealed class OpeningTests
{
    private HandlerScript _script = null!;
    private RunningServer _server = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _script = new HandlerScript();
        _server = await Http2Server.StartAsync(_script, subprotocols: ["chat.v2", "chat.v1"], settings: ["--Limits:RequestHeadBytes", "4096"]);
    }

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [TearDown]
    public void HostHasNothingToComplainAbout() => Assert.That(_server.Log.Warnings.Concat(_server.Log.Errors).Where(line => !line.StartsWith("Plugins are not loaded", StringComparison.Ordinal)), Is.Empty);

    [Test]
    public async Task Extended_CONNECT_is_announced([Values] bool tls)
    {
        await using var client = await Http2Client.ConnectAsync(_server, tls);

        var settings = await client.Settings;

        // SETTINGS_MAX_CONCURRENT_STREAMS, SETTINGS_INITIAL_WINDOW_SIZE, SETTINGS_ENABLE_CONNECT_PROTOCOL
        Assert.That((settings[3], settings[4], settings[8]), Is.EqualTo((256, 128 * 1024, 1)));
    }

    [TestCase(null)]
    [TestCase("13")]
    public async Task It_is_answered_with_200_and_nothing_of_an_upgrade(string? version)
    {
        foreach (var tls in (bool[])[false, true])
        {
            await using var client = await Http2Client.ConnectAsync(_server, tls);
            var stream = await client.ConnectStreamAsync("/chat?a=b", "websocket", version is null ? [] : [("sec-websocket-version", version)]);
            var (status, fields) = await stream.ReadHeadAsync();
            var request = (await _script.OpenedAsync()).Request;

            using (Assert.EnterMultipleScope())
            {
                Assert.That(status, Is.EqualTo(200));
                Assert.That(fields.Select(field => field.Name), Is.SubsetOf((string[])["date", ""]));
                Assert.That((request.Path, request.Query, request.IsSecure), Is.EqualTo(("/chat", "a=b", tls)));
                Assert.That(request.Headers.First("Host"), Is.EqualTo("server.example"));
                Assert.That(request.Headers.Select(header => header.Name), Has.None.StartsWith(":"));
            }
            await stream.SendAsync(ClientFrame.Text("hello"));
            Assert.That((await stream.ReadFrameAsync()).Text, Is.EqualTo("hello"));
        }
    }

    [Test]
    public async Task A_subprotocol_is_agreed_on([Values] bool tls)
    {
        await using var client = await Http2Client.ConnectAsync(_server, tls);
        var (status, fields) = await (await client.ConnectStreamAsync("/chat", "websocket", ("sec-websocket-protocol", "other, chat.v1"))).ReadHeadAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(status, Is.EqualTo(200));
            Assert.That(fields.First("sec-websocket-protocol"), Is.EqualTo("chat.v1"));
            Assert.That((await _script.OpenedAsync()).Subprotocol, Is.EqualTo("chat.v1"));
        }
    }

    [TestCase("/nowhere", "websocket", "", "", 404)]
    [TestCase("/chat", "websocket", "origin", "https://evil.example", 403)]
    [TestCase("/chat", "websocket", "sec-websocket-version", "8", 400)]
    [TestCase("/chat", "websocket", "sec-websocket-extensions", "=", 400)]
    [TestCase("/chat", "connect-udp", "", "", 501)]
    [TestCase("/nowhere", "connect-udp", "", "", 501)]
    public async Task It_is_refused_with_the_status_that_says_why(string path, string protocol, string name, string value, int expected)
    {
        foreach (var tls in (bool[])[false, true])
        {
            using var counters = new Counters();
            await using var client = await Http2Client.ConnectAsync(_server, tls);
            var (status, fields) = await (await client.ConnectStreamAsync(path, protocol, name.Length > 0 ? [(name, value)] : [])).ReadHeadAsync();

            using (Assert.EnterMultipleScope())
            {
                Assert.That(status, Is.EqualTo(expected));
                Assert.That(fields.First("sec-websocket-version"), Is.EqualTo(name == "sec-websocket-version" ? "13" : null));
                Assert.That(counters.Sum("wharf.handshakes.refused", $"status={expected}"), Is.EqualTo(1));
            }
        }
    }

    [Test]
    public async Task The_origin_of_the_server_itself_is_allowed()
    {
        await using var client = await Http2Client.ConnectAsync(_server, tls: true);
        var stream = await client.ConnectStreamAsync("/chat", "websocket", ("origin", "https://server.example"));

        Assert.That((await stream.ReadHeadAsync()).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task A_request_without_extended_CONNECT_opens_nothing()
    {
        await using var client = await Http2Client.ConnectAsync(_server, tls: true);
        (string, string)[] request = [(":method", "GET"), (":scheme", "https"), (":path", "/chat"), (":authority", "server.example")];

        var plain = await client.RequestAsync(request);
        var versioned = await client.RequestAsync([.. request, ("sec-websocket-version", "13"), ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")]);

        var answer = await plain.ReadHeadAsync();
        // RFC 9113 8.6: no 426, and no Upgrade.
        Assert.That((answer.Status, answer.Fields.First("sec-websocket-version")), Is.EqualTo((400, "13")));
        Assert.That((await versioned.ReadHeadAsync()).Status, Is.EqualTo(400));
    }

    [Test]
    public async Task An_adapter_that_knows_no_extended_CONNECT_does_not_get_the_connection_of_all_streams([Values] bool tls)
    {
        await using var server = await Http2Server.StartAsync(plugin: plugin =>
        {
            plugin.Services.AddSingleton(new DisposableAdapter.Disposals());
            plugin.AddAdapter<DisposableAdapter>();
        });
        await using var client = await Http2Client.ConnectAsync(server, tls);
        var neighbour = await client.OpenAsync();
        var stream = await client.RequestAsync((":method", "GET"), (":scheme", tls ? "https" : "http"), (":path", "/chat"), (":authority", "server.example"), ("x-disposable", "yes"));

        Assert.That((await stream.ReadHeadAsync()).Status, Is.EqualTo(400));
        await neighbour.SendAsync(ClientFrame.Text("still there"));
        Assert.That((await neighbour.ReadFrameAsync()).Text, Is.EqualTo("still there"));
    }

    [Test]
    public async Task A_head_that_is_too_large_is_refused()
    {
        await using var client = await Http2Client.ConnectAsync(_server, tls: false);
        var stream = await client.ConnectStreamAsync("/chat", "websocket", ("x", new string('x', 5000)));

        Assert.That((await stream.ReadHeadAsync()).Status, Is.EqualTo(431));
    }

    [Test]
    public async Task One_connection_carries_pages_and_WebSockets([Values] bool tls)
    {
        await using var client = await Http2Client.ConnectAsync(_server, tls);
        Assert.That(await client.GetAsync(), Is.EqualTo("200 ok\n"));
        var first = await client.OpenAsync();
        Assert.That(await client.GetAsync(), Is.EqualTo("200 ok\n"));
        var second = await client.OpenAsync();
        foreach (var stream in (Http2Stream[])[second, first])
        {
            await stream.SendAsync(ClientFrame.Text($"{stream.Id}"));
            Assert.That((await stream.ReadFrameAsync()).Text, Is.EqualTo($"{stream.Id}"));
        }
        Assert.That(await client.GetAsync("/nowhere"), Is.EqualTo("404 not found\n"));
    }

    [Test]
    public async Task Over_TLS_a_client_of_HTTP_1_is_served_as_before([Values] Door door)
    {
        using var client = await RawClient.OpenAsync(_server, door, tls: true);
        await client.SendAsync(ClientFrame.Text("hello"));
        Assert.That((await client.ReadFrameAsync()).Text, Is.EqualTo("hello"));
    }

    [Test]
    public async Task An_endpoint_for_HTTP_2_alone_takes_no_upgrade()
    {
        using var client = await RawClient.ConnectAsync(_server);
        await client.SendAsync(RequestText.Upgrade());

        Assert.That((await client.ReadResponseAsync()).Status, Is.EqualTo(400));
    }
}
