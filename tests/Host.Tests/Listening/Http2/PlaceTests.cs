using Abstractions;
using Adapters.Rfc6455.Tests.Deflate;
using Contracts;
using Host.Tests.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace Host.Tests.Listening.Http2;

/// <summary>What a stream takes it gives back once, however it ends: its place among the connections, among those of its address, and among the handshakes.</summary>
public sealed class PlaceTests
{
    private static readonly string[] Settings = ["--Limits:ConnectionsPerAddress", "1", "--Limits:Handshakes", "1"];

    private readonly HandlerScript _script = new();

    [Test]
    public Task It_is_closed() => RunAsync(async client =>
    {
        var stream = await client.OpenAsync();
        await stream.SendAsync(ClientFrame.Close(1000), end: true);
        await stream.ReadToEndAsync();
    });

    [Test]
    public Task It_is_reset() => RunAsync(async client => await (await client.OpenAsync()).ResetAsync());

    [Test]
    public Task It_is_reset_during_its_handshake() => RunAsync(async client => await (await client.ConnectStreamAsync()).ResetAsync());

    [TestCase("/nowhere", 404)]
    [TestCase("/unmade", 500)]
    public Task It_is_refused(string path, int status) => RunAsync(async client =>
        Assert.That((await (await client.ConnectStreamAsync(path)).ReadHeadAsync()).Status, Is.EqualTo(status)));

    [Test]
    public Task Its_handler_throws_at_once() => RunAsync(async client =>
    {
        var stream = await client.OpenAsync("/chat?throw");
        Assert.That((await stream.ReadFrameAsync()).CloseCode, Is.EqualTo(CloseCode.InternalError));
        await stream.SendAsync(ClientFrame.Close(CloseCode.InternalError), end: true);
        await stream.ReadToEndAsync();
    });

    [Test]
    public async Task Its_codec_is_disposed_once([Values] bool reset)
    {
        var disposals = new DisposableAdapter.Disposals();
        await using var server = await Http2Server.StartAsync(_script, plugin: plugin =>
        {
            plugin.Services.AddSingleton(disposals);
            plugin.AddAdapter<DisposableAdapter>();
        });
        await using var client = await Http2Client.ConnectAsync(server, tls: false);
        var stream = await client.ConnectStreamAsync("/chat", "made-up", ("x-disposable", "yes"));
        Assert.That((await stream.ReadHeadAsync()).Status, Is.EqualTo(200));
        await (reset ? stream.ResetAsync() : stream.EndAsync());

        await disposals.NextAsync();
        await client.DisposeAsync();
        await server.StopAsync();
        Assert.That(disposals.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task It_is_compressed_where_both_want_it([Values] bool tls, [Values("Shared", "PerConnection")] string context)
    {
        await using var server = await Http2Server.StartAsync(
            _script, settings: ["--Plugins:Adapters.Rfc6455:Deflate:Enabled", "true", "--Plugins:Adapters.Rfc6455:Deflate:Context", context]);
        await using var client = await Http2Client.ConnectAsync(server, tls);
        var stream = await client.ConnectStreamAsync("/chat", "websocket", ("sec-websocket-extensions", "permessage-deflate; client_max_window_bits"));
        var (status, fields) = await stream.ReadHeadAsync();
        Assert.That((status, fields.First("sec-websocket-extensions")), Is.EqualTo((200, context == "Shared" ? "permessage-deflate; server_no_context_takeover; client_no_context_takeover" : "permessage-deflate")));
        var deflate = new DeflateClient(takesOver: context == "PerConnection");
        var text = new Frame(FrameKind.Text, Enumerable.Repeat((byte)'x', 100_000).ToArray());
        await stream.SendAsync(deflate.Encode([text]));
        await stream.SendAsync(ClientFrame.Close(1000), end: true);
        var answer = await stream.ReadToEndAsync();

        Assert.That(answer, Has.Length.LessThan(2000));
        Assert.That(answer[0], Is.EqualTo(0xC1));
        Assert.That(FrameEvent.Join(deflate.Decode(answer.AsSpan()[..^4].ToArray())), Is.EqualTo([new FrameEvent(FrameKind.Text, text.Payload)]));
    }

    // The places are free once the server has noticed the end, and then for one connection, not two.
    private static async Task RunAsync(Func<Http2Client, Task> way)
    {
        var script = new HandlerScript
        {
            OnConnect = (connection, _) => connection.Request.Query == "throw" ? throw new InvalidDataException("On purpose.") : ValueTask.CompletedTask,
        };
        await using var server = await Http2Server.StartAsync(script, settings: Settings, plugin: plugin =>
        {
            plugin.Services.AddSingleton<MadeOnceHandler.Count>();
            plugin.AddHandler<MadeOnceHandler>("unmade", "/unmade");
        });
        await using var client = await Http2Client.ConnectAsync(server, tls: false);
        await way(client);
        Http2Stream stream;
        do
            stream = await client.ConnectStreamAsync();
        while ((await stream.ReadHeadAsync()).Status != 200);
        int status;
        // One that the handshake's place was taken from by the last one is refused for that.
        do
            status = (await (await client.ConnectStreamAsync()).ReadHeadAsync()).Status;
        while (status == 503);
        Assert.That(status, Is.EqualTo(429));
        await stream.SendAsync(ClientFrame.Text("still there"));
        Assert.That((await stream.ReadFrameAsync()).Text, Is.EqualTo("still there"));
    }
}
