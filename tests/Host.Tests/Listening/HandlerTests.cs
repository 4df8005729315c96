using Abstractions;
using Host.Tests.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace Host.Tests.Listening;

/// <summary>What a handler sees of its connection, and which handler is asked.</summary>
public sealed class HandlerTests
{
    private RunningServer _server = null!;

    [OneTimeSetUp]
    public async Task Start() => _server = await new ServerSetup
    {
        Script = new HandlerScript { OnConnect = (connection, cancellationToken) => connection.SendAsync(Describe(connection), cancellationToken) },
        Subprotocols = ["superchat", "chat"],
        Settings = ["--Routes:/mapped:Handler", "chat", "--Routes:/restricted:Handler", "chat", "--Routes:/restricted:Protocols", "hixie76"],
        Plugin = plugin =>
        {
            plugin.AddHandler<ScriptedHandler>("rooms", "/rooms/*");
            plugin.Services.AddSingleton<MadeOnceHandler.Count>();
            plugin.AddHandler<MadeOnceHandler>("unmakable", "/unmakable");
            plugin.AddHandler("upper", "/upper", async (connection, message) => await connection.SendAsync(message.Text.ToUpperInvariant()));
        },
    }.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public async Task A_handler_sees_the_request([Values] Door door, [Values] bool tls)
    {
        using var client = await RawClient.OpenAsync(_server, door, tls, "/rooms/red%20one?a=b+c&d=%26", "Cookie: x=1; session=abc\r\nX-Twice: 1\r\nX-Twice: 2\r\n");

        Assert.That((await client.ReadFrameAsync()).Text, Is.EqualTo(
            $"rfc6455 ; /rooms/red one ; a=b+c&d=%26 ; b c ; & ; abc ; 1 2 ; secure {tls} ; 127.0.0.1"));
    }

    [TestCase("chat", "chat")]
    [TestCase("other, chat, superchat", "chat")]
    [TestCase("superchat,chat", "superchat")]
    [TestCase("other", null)]
    [TestCase("CHAT", null)]
    public async Task The_first_subprotocol_offered_that_the_handler_speaks_is_agreed_on(string offered, string? agreed)
    {
        foreach (var door in Enum.GetValues<Door>())
        {
            using var client = await RawClient.ConnectAsync(_server);
            if (door == Door.Later)
                await client.GetAsync();
            await client.SendAsync(RequestText.Upgrade("/chat", $"Sec-WebSocket-Protocol: {offered}\r\n"));
            Assert.That((await client.ReadResponseAsync()).Headers.Only("Sec-WebSocket-Protocol"), Is.EqualTo(agreed));
            Assert.That((await client.ReadFrameAsync()).Text, Does.StartWith($"rfc6455 {agreed};"));
        }
    }

    [TestCase("/chat", 101)]
    [TestCase("/mapped", 101)]
    [TestCase("/rooms/red", 101)]
    [TestCase("/rooms/red/chairs", 101)]
    [TestCase("/rooms", 404)]
    [TestCase("/nowhere", 404)]
    [TestCase("/healthz", 404)]
    [TestCase("/restricted", 426)]
    public async Task A_path_has_its_handler_or_none(string path, int status)
    {
        foreach (var door in Enum.GetValues<Door>())
        {
            foreach (var tls in (bool[])[false, true])
                Assert.That((await AskAsync(path, door, tls)).Status, Is.EqualTo(status), $"{door} {tls}");
        }
    }

    [Test]
    public async Task A_refusal_says_why_and_is_logged_once([Values] Door door)
    {
        var path = $"/nowhere/{door}";
        var response = await AskAsync(path, door, tls: false);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(response.Body, Is.EqualTo("no handler serves this path\n"));
            Assert.That(_server.Log.Lines.Where(line => line.Contains(path, StringComparison.Ordinal)), Is.EqualTo((string[])[$"Refused GET {path} from 127.0.0.1 with 404: no handler serves this path."]));
        }
    }

    [Test]
    public async Task A_refusal_through_the_first_door_ends_the_connection([Values] bool tls)
    {
        using var client = await RawClient.ConnectAsync(_server, tls);
        await client.SendAsync(RequestText.Upgrade("/nowhere"), ClientFrame.Text("too early"));
        var response = await client.ReadResponseAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(response.Headers.Only("Connection"), Is.EqualTo("close"));
            Assert.That(await client.ReadToEndAsync(), Is.Empty);
        }
    }

    [Test]
    public async Task A_handler_that_cannot_be_made_is_a_500_and_not_a_101([Values] Door door, [Values] bool tls)
    {
        var faults = _server.Log.Errors.Count;
        using var client = await RawClient.ConnectAsync(_server, tls);
        if (door == Door.Later)
            await client.GetAsync();
        await client.SendAsync(RequestText.Upgrade("/unmakable"));
        var response = await client.ReadResponseAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(response.Status, Is.EqualTo(500));
            Assert.That(response.Body, Does.Not.Contain("On purpose"));
            Assert.That(await client.ReadToEndAsync(), Is.Empty);
            Assert.That(_server.Log.Errors.Skip(faults), Is.EqualTo((string[])["The handler unmakable of Tests could not be made."]));
        }
    }

    [Test]
    public async Task A_function_is_a_handler([Values] Door door, [Values] bool tls)
    {
        using var client = await RawClient.OpenAsync(_server, door, tls, "/upper");
        await client.SendAsync(ClientFrame.Text("hello"));
        Assert.That((await client.ReadFrameAsync()).Text, Is.EqualTo("HELLO"));
    }

    private static string Describe(IConnection connection)
    {
        var request = connection.Request;
        return $"{connection.Protocol} {connection.Subprotocol}; {request.Path} ; {request.Query} ; {request.QueryValue("a")} ; {request.QueryValue("d")} ; {request.Cookie("session")} ; "
            + $"{string.Join(' ', request.Headers.Elements("X-Twice"))} ; secure {request.IsSecure} ; {request.RemoteAddress}";
    }

    private async Task<RawResponse> AskAsync(string path, Door door, bool tls)
    {
        using var client = await RawClient.ConnectAsync(_server, tls);
        if (door == Door.Later)
            await client.GetAsync();
        await client.SendAsync(RequestText.Upgrade(path));
        return await client.ReadResponseAsync();
    }
}
