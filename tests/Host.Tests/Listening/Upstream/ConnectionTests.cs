using System.Net;
using Abstractions;
using Contracts;

namespace Host.Tests.Listening.Upstream;

/// <summary>A connection on a response, from its beginning to its end.</summary>
public sealed class ConnectionTests
{
    private HandlerScript _script = null!;
    private RunningServer _server = null!;

    private static Version[] Versions => [HttpVersion.Version11, HttpVersion.Version20];

    // Without TLS a client cannot choose HTTP/2 here.
    private static object[] Ways => [(object[])[false, HttpVersion.Version11], (object[])[true, HttpVersion.Version11], (object[])[true, HttpVersion.Version20]];

    [SetUp]
    public void Reset() => _script = new HandlerScript();

    [TearDown]
    public async Task Dispose()
    {
        await _server.DisposeAsync();
        Assert.That(_server.Log.Errors, Is.Empty);
    }

    [TestCaseSource(nameof(Ways))]
    public async Task Messages_go_both_ways(bool tls, Version version)
    {
        _server = await SseServer.StartAsync(_script);
        using var client = await SseClient.OpenAsync(_server, "/chat?subprotocols=v1", tls, version);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(client.Response.Content.Headers.ContentType!.ToString(), Is.EqualTo("text/event-stream"));
            Assert.That(client.Response.Headers.CacheControl!.ToString(), Is.EqualTo("no-store"));
            Assert.That(client.Response.Headers.GetValues("X-Accel-Buffering"), Is.EqualTo((string[])["no"]));
            Assert.That(client.Subprotocol, Is.EqualTo("v1"));
            Assert.That((await _script.OpenedAsync()).Protocol, Is.EqualTo("sse"));
        }
        Assert.That(await client.PostAsync("Hello \u2713\nand more"), Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(await client.ReadAsync(), Is.EqualTo(new SseEvent("message", "Hello \u2713\nand more", "1")));
        Assert.That(await client.PostAsync("a\r\nb"), Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(await client.ReadAsync(), Is.EqualTo(new SseEvent("json", "\"a\\u000d\\u000ab\"", "2")));
        Assert.That(await client.PostAsync(new byte[] { 0, 0xFF }), Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(await client.ReadAsync(), Is.EqualTo(new SseEvent("binary", "AP8=", "3")));
        Assert.That(await client.PostAsync(new byte[300_000]), Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(Convert.FromBase64String((await client.ReadAsync())!.Data), Is.EqualTo(new byte[300_000]));
    }

    [Test]
    public async Task A_client_disconnects_by_DELETE([Values] bool tls)
    {
        _server = await SseServer.StartAsync(_script);
        using var client = await SseClient.OpenAsync(_server, tls: tls);

        Assert.That(await client.DeleteAsync("&code=4321&reason=enough"), Is.EqualTo(HttpStatusCode.NoContent));

        Assert.That(await _script.EndedAsync(), Is.EqualTo(new CloseReason(4321, "enough")));
        Assert.That(await client.ReadAsync(), Is.EqualTo(new SseEvent("close", "{\"code\":4321,\"reason\":\"\"}", "1")));
        Assert.That(await client.ReadAsync(), Is.Null, "the end in order");
        Assert.That(await client.PostAsync("late"), Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await client.DeleteAsync(), Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(_server.UpstreamAddresses, Is.Zero);
    }

    [TestCaseSource(nameof(Ways))]
    public async Task A_client_that_drops_the_stream_is_gone(bool tls, Version version)
    {
        _server = await SseServer.StartAsync(_script);
        using var client = await SseClient.OpenAsync(_server, tls: tls, version: version);
        var connection = await _script.OpenedAsync();
        await client.PostAsync("before");

        client.Drop();

        Assert.That(await _script.EndedAsync(), Is.EqualTo(new CloseReason(CloseCode.AbnormalClosure)));
        Assert.That(connection.Aborted.IsCancellationRequested, Is.True);
        Assert.That(await client.PostAsync("after"), Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(_script.Disconnects, Has.Count.EqualTo(1));
        Assert.That(_server.UpstreamAddresses, Is.Zero);
    }

    [Test]
    public async Task The_handler_closes_and_the_client_is_told_why()
    {
        _server = await SseServer.StartAsync(_script);
        using var client = await SseClient.OpenAsync(_server);
        var connection = await _script.OpenedAsync();

        await connection.CloseAsync(4000, "over");

        Assert.That(await client.ReadAsync(), Is.EqualTo(new SseEvent("close", "{\"code\":4000,\"reason\":\"over\"}", "1")));
        Assert.That(await client.ReadAsync(), Is.Null, "the end in order");
        Assert.That(await _script.EndedAsync(), Is.EqualTo(new CloseReason(4000, "over")));
    }

    [Test]
    public async Task The_server_stops_in_order([ValueSource(nameof(Versions))] Version version)
    {
        _server = await SseServer.StartAsync(_script);
        using var client = await SseClient.OpenAsync(_server, tls: true, version: version);

        var stop = _server.StopAsync();

        Assert.That((await client.ReadAsync())!.Data, Is.EqualTo("{\"code\":1001,\"reason\":\"\"}"));
        Assert.That(await client.ReadAsync(), Is.Null, "the end in order");
        await stop;
        Assert.That(_script.Disconnects, Is.EqualTo((CloseReason[])[new(CloseCode.GoingAway)]));
    }

    [Test]
    public async Task A_silent_connection_has_a_comment_every_15_seconds()
    {
        var time = new FakeTimeProvider();
        _server = await SseServer.StartAsync(_script, time);
        using var client = await SseClient.OpenAsync(_server);
        for (var i = 0; i < 3; i++)
        {
            var line = client.ReadLineAsync();
            time.Advance(TimeSpan.FromSeconds(14));
            Assert.That(line.IsCompleted, Is.False);
            await time.AdvanceUntilAsync(line, TimeSpan.FromSeconds(1));
            Assert.That(await line, Is.EqualTo(":"));
        }
        await client.PostAsync("still here");
        Assert.That(await client.ReadTextAsync(), Is.EqualTo("still here"));
    }

    [Test]
    public async Task What_was_accepted_is_delivered_though_the_stream_is_dropped_behind_it()
    {
        var gate = new TaskCompletionSource();
        var delivered = new List<string>();
        _script = new HandlerScript
        {
            OnMessage = async (_, message, _) =>
            {
                await gate.Task;
                delivered.Add(message.Text);
            },
        };
        _server = await SseServer.StartAsync(_script);
        using var client = await SseClient.OpenAsync(_server);
        for (var i = 0; i < 5; i++)
            Assert.That(await client.PostAsync($"{i}"), Is.EqualTo(HttpStatusCode.NoContent));

        client.Drop();
        gate.SetResult();

        await _script.EndedAsync();
        Assert.That(delivered, Is.EqualTo((string[])["0", "1", "2", "3", "4"]));
    }

    [Test]
    public async Task Limits_are_those_of_every_connection()
    {
        _server = await SseServer.StartAsync(_script, null, "--Limits:Connections", "1");
        using var first = await SseClient.OpenAsync(_server);
        using var second = await SseClient.TryOpenAsync(SseClient.CreateHttp(_server), "/chat");
        Assert.That(second.Response.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
    }

    [TestCase("/nowhere", HttpStatusCode.NotFound)]
    [TestCase("/chat/below", HttpStatusCode.NotFound)]
    public async Task A_refusal_has_a_status(string target, HttpStatusCode status)
    {
        _server = await SseServer.StartAsync(_script);
        using var client = await SseClient.TryOpenAsync(SseClient.CreateHttp(_server), target);
        Assert.That(client.Response.StatusCode, Is.EqualTo(status));
    }
}
