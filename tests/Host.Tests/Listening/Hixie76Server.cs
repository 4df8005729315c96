using Abstractions;
using Adapters.Hixie76;

namespace Host.Tests.Listening;

/// <summary>A server with Hixie-76 beside RFC 6455, and how a client of it talks.</summary>
internal static class Hixie76Server
{
    public const string Key3 = "^n:ds[4U";
    public const string Answer = "8jKS'y:G*Co,Wxa-";

    public static readonly byte[] Close = [0xFF, 0x00];

    /// <summary>A server whose handler serves every path, and any origin.</summary>
    public static Task<RunningServer> StartAsync(HandlerScript? script = null, TimeProvider? time = null, params string[] subprotocols) => new ServerSetup
    {
        Script = script ?? new HandlerScript(),
        Time = time,
        Settings = ["--origins", "*"],
        Plugin = plugin =>
        {
            plugin.AddAdapter<Hixie76Adapter>();
            plugin.AddHandler<ScriptedHandler>("any", "/*", new HandlerOptions { Subprotocols = subprotocols });
        },
    }.StartAsync();

    /// <summary>The head of a good opening handshake, without the third key.</summary>
    public static string Head(string headers = "") => RequestText.Get(
        "/demo",
        $"Connection: Upgrade\r\nSec-WebSocket-Key2: 12998 5 Y3 1  .P00\r\nUpgrade: WebSocket\r\nSec-WebSocket-Key1: 4 @1  46546xW%0l 1 5\r\nOrigin: http://page.example\r\n{headers}");

    public static byte[] Text(string text) => [0x00, .. System.Text.Encoding.UTF8.GetBytes(text), 0xFF];

    public static async Task<RawClient> OpenAsync(RunningServer server, Door door, bool tls)
    {
        var client = await RawClient.ConnectAsync(server, tls);
        if (door == Door.Later)
            await client.GetAsync();
        await client.SendAsync(Head() + Key3);
        await AssertAcceptedAsync(client, tls);
        return client;
    }

    public static async Task AssertAcceptedAsync(RawClient client, bool tls)
    {
        await AssertHeadAsync(client, tls);
        Assert.That(System.Text.Encoding.Latin1.GetString(await client.ReadAsync(16)), Is.EqualTo(Answer));
    }

    public static async Task AssertHeadAsync(RawClient client, bool tls) => Assert.That(
        (await client.ReadResponseAsync()).Head,
        Is.EqualTo($"HTTP/1.1 101 WebSocket Protocol Handshake\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\nSec-WebSocket-Origin: http://page.example\r\nSec-WebSocket-Location: {(tls ? "wss" : "ws")}://server.example/demo\r\n\r\n"));

    /// <summary>Expects just these bytes.</summary>
    public static async Task AssertReadsAsync(RawClient client, byte[] bytes) =>
        Assert.That(Convert.ToHexString(await client.ReadAsync(bytes.Length)), Is.EqualTo(Convert.ToHexString(bytes)));
}
