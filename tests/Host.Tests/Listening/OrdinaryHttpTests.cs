using Host.Tests.Connections;
using Host.Tests.Plugins;

namespace Host.Tests.Listening;

/// <summary>What is no opening handshake is Kestrel's, whatever it looks like.</summary>
public sealed class OrdinaryHttpTests
{
    private const string Http2Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0";

    private DropFolder _drop = null!;
    private RunningServer _server = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _drop = new DropFolder().Add("Plugins.Pages");
        _server = await new ServerSetup { Plugin = plugin => plugin.AddHandler<ScriptedHandler>("rooms", "/rooms/*"), Settings = ["--plugins", _drop.Path, "--PluginHost:StageDirectory", _drop.Stage] }.StartAsync();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _server.DisposeAsync();
        _drop.Dispose();
    }

    [Test]
    public async Task The_health_of_the_host_is_told([Values] bool tls)
    {
        var response = await AskAsync(RequestText.Get("/healthz"), tls);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(response.Status, Is.EqualTo(200));
            Assert.That(response.Body, Is.EqualTo("ok\n"));
            Assert.That(response.Headers.Only("Cache-Control"), Is.EqualTo("no-store"));
            Assert.That(response.Headers.Contains("Server"), Is.False);
        }
    }

    [TestCase("/Plugins.Pages/")]
    [TestCase("/Plugins.Pages/index.html")]
    [TestCase("/docs/")]
    public async Task The_pages_of_plugins_are_served(string target)
    {
        var response = await AskAsync(RequestText.Get(target));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(response.Status, Is.EqualTo(200));
            Assert.That(response.Body, Does.Contain("<title>A page</title>"));
            Assert.That(response.Headers.Only("X-Content-Type-Options"), Is.EqualTo("nosniff"));
        }
    }

    [TestCase("/")]
    [TestCase("/docs/nothing.html")]
    [TestCase("/docs/../../secret")]
    [TestCase("/chat/below")]
    public async Task Nothing_else_is_found(string target) => Assert.That((await AskAsync(RequestText.Get(target))).Status, Is.EqualTo(404));

    [Test]
    public async Task A_websocket_path_asks_for_an_upgrade([Values] bool tls, [Values("/chat", "/chat?a=b")] string target)
    {
        var response = await AskAsync(RequestText.Get(target), tls);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(response.Status, Is.EqualTo(426));
            Assert.That(response.Headers.HasToken("Upgrade", "websocket"), Is.True);
            Assert.That(response.Headers.HasToken("Connection", "Upgrade"), Is.True);
            Assert.That(response.Headers.Only("Sec-WebSocket-Version"), Is.EqualTo("13"));
            Assert.That(response.Body, Is.EqualTo("this is a WebSocket endpoint\n"));
        }
    }

    [Test]
    public async Task HTTP_1_0_is_answered_and_ended()
    {
        using var client = await RawClient.ConnectAsync(_server);
        await client.SendAsync("GET /healthz HTTP/1.0\r\n\r\n");
        var response = await client.ReadResponseAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(response.Status, Is.EqualTo(200));
            Assert.That(response.Body, Is.EqualTo("ok\n"));
            Assert.That(await client.ReadToEndAsync(), Is.Empty);
        }
    }

    [TestCase("GET /healthz HTTP/1.1\nHost: a\n\n", 200)]
    [TestCase("GET /healthz HTTP/1.1\r\nHost: a\n\r\n", 200)]
    [TestCase("GET /healthz HTTP/1.1\r\nHost: a\r\n\n", 200)]
    [TestCase("GET /healthz HTTP/1.1\nHost: a\r\n\r\n", 200)]
    [TestCase("GET /chat HTTP/1.1\nHost: a\nUpgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\nSec-WebSocket-Version: 13\n\n", 101)]
    public async Task A_head_with_bare_line_feeds_is_Kestrels(string request, int status)
    {
        using var client = await RawClient.ConnectAsync(_server);
        await client.SendAsync(request);
        Assert.That((await client.ReadResponseAsync()).Status, Is.EqualTo(status));
    }

    [TestCase("Host: a\r\nHost: a\r\n", Description = "two hosts")]
    [TestCase("", Description = "no host")]
    [TestCase("Host: a\r\n folded\r\n", Description = "obs-fold")]
    [TestCase("Host: a\r\nX: 1\r\n 2\r\n", Description = "obs-fold")]
    [TestCase("Host: a\r\nX : 1\r\n", Description = "space before the colon")]
    [TestCase("Host: a\r\nX\r\n", Description = "no colon")]
    [TestCase("Host: a\r\n: 1\r\n", Description = "no name")]
    [TestCase("Host: a\r\nX: \0\r\n", Description = "a NUL")]
    [TestCase("Host: a\r\nX: 1\r2\r\n", Description = "a lone CR")]
    [TestCase("Host: a\r\nX: \u00e9\r\n", Description = "not ASCII")]
    [TestCase("Host: user@a\r\n", Description = "a host that is none")]
    [TestCase("Host: a/b\r\n", Description = "a host that is none")]
    [TestCase("Host: a b\r\n", Description = "a host that is none")]
    [TestCase("Host: a:port\r\n", Description = "a host that is none")]
    [TestCase("Host: a:\r\n", Description = "a host that is none")]
    [TestCase("Host: [::1\r\n", Description = "a host that is none")]
    [TestCase("Host: \r\n", Description = "an empty host")]
    public async Task A_bad_head_is_refused_by_Kestrel_even_in_a_handshake(string headers)
    {
        foreach (var door in Enum.GetValues<Door>())
        {
            using var client = await RawClient.ConnectAsync(_server);
            if (door == Door.Later)
                await client.GetAsync();
            await client.SendAsync(RequestText.Upgrade().Replace("Host: server.example\r\n", headers, StringComparison.Ordinal));
            Assert.That((await client.ReadResponseAsync()).Status, Is.EqualTo(400), $"{door}");
        }
    }

    [TestCase("GET  HTTP/1.1\r\n")]
    [TestCase("GET /chat\r\n")]
    [TestCase("GET /chat HTTP/1.1 \r\n")]
    [TestCase("GET chat HTTP/1.1\r\n")]
    [TestCase("GET /chat HTTP/9.1\r\n")]
    [TestCase("GET /ch at HTTP/1.1\r\n")]
    [TestCase("GET /chat\u00e9 HTTP/1.1\r\n")]
    [TestCase("GET /rooms/%00 HTTP/1.1\r\n")]
    [TestCase("GET http://other.example/chat HTTP/1.1\r\n", Description = "not the host of the Host field")]
    public async Task A_bad_request_line_is_refused_by_Kestrel_even_in_a_handshake(string line)
    {
        foreach (var door in Enum.GetValues<Door>())
        {
            using var client = await RawClient.ConnectAsync(_server);
            if (door == Door.Later)
                await client.GetAsync();
            await client.SendAsync(RequestText.Upgrade().Replace("GET /chat HTTP/1.1\r\n", line, StringComparison.Ordinal));
            Assert.That((await client.ReadResponseAsync()).Status, Is.AnyOf(400, 405, 505), $"{door}");
        }
    }

    [TestCase("\r\n")]
    [TestCase("\0\0\0\0")]
    [TestCase(" GET /healthz HTTP/1.1\r\n\r\n")]
    [TestCase("nonsense\r\n\r\n")]
    [TestCase("{\"json\": true}\n\n")]
    [TestCase("SSH-2.0-OpenSSH_9.9\r\n\r\n")]
    public async Task What_is_no_request_is_answered_or_ended(string bytes)
    {
        using var client = await RawClient.ConnectAsync(_server);
        await client.SendAsync(bytes);
        await client.EndSendingAsync();
        var answer = System.Text.Encoding.Latin1.GetString(await client.ReadToEndAsync());
        Assert.That(answer, Is.Empty.Or.StartsWith("HTTP/1.1 400"));
    }

    [Test]
    public async Task More_fields_than_Kestrel_takes_are_refused_even_in_a_handshake([Values] Door door)
    {
        using var client = await RawClient.ConnectAsync(_server);
        if (door == Door.Later)
            await client.GetAsync();
        await client.SendAsync(RequestText.Upgrade("/chat", string.Concat(Enumerable.Repeat("X: 1\r\n", 100))));
        Assert.That((await client.ReadResponseAsync()).Status, Is.EqualTo(431));
    }

    [Test]
    public async Task The_preface_of_HTTP_2_is_answered_by_Kestrel()
    {
        using var client = await RawClient.ConnectAsync(_server);
        await client.SendAsync(Http2Preface);
        // As in HTTP/2: a GOAWAY frame that says HTTP_1_1_REQUIRED.
        var answer = await client.ReadToEndAsync();
        Assert.That(answer.AsSpan(3, 1).ToArray(), Is.EqualTo((byte[])[7]));
    }

    [Test]
    public async Task TLS_at_a_plain_port_disturbs_nobody()
    {
        using var other = await RawClient.OpenAsync(_server);
        using var client = await RawClient.ConnectAsync(_server);
        // The record of a ClientHello, as far as any plain port looks.
        await client.SendAsync("\u0016\u0003\u0001\0\u0005\u0001\0\0\u0001\u0003");
        Assert.That(await client.ReadToEndAsync(), Is.Not.Null);
        await other.SendAsync(ClientFrame.Text("still there"));
        Assert.That((await other.ReadFrameAsync()).Text, Is.EqualTo("still there"));
    }

    [Test]
    public async Task A_body_goes_to_Kestrel_untouched()
    {
        using var client = await RawClient.ConnectAsync(_server);
        await client.SendAsync("POST /docs/ HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nGET /" + RequestText.Get("/healthz"));
        Assert.That((await client.ReadResponseAsync()).Status, Is.EqualTo(404));
        Assert.That((await client.ReadResponseAsync()).Body, Is.EqualTo("ok\n"));
    }

    private async Task<RawResponse> AskAsync(string request, bool tls = false)
    {
        using var client = await RawClient.ConnectAsync(_server, tls);
        await client.SendAsync(request);
        return await client.ReadResponseAsync();
    }
}
