using System.Net;
using System.Net.Sockets;
using System.Text;
using Abstractions;
using Adapters.Hixie76;
using Contracts;
using Host.Configuration;
using Host.Tests.Connections;

namespace Host.Tests.Listening;

public sealed class ProxyDoorTests
{
    private static readonly byte[] Line = Encoding.ASCII.GetBytes("PROXY TCP4 192.0.2.7 127.0.0.1 4711 80\r\n");
    private static readonly byte[] Binary = Convert.FromHexString("0D0A0D0A000D0A515549540A" + "2111000C" + "C00002077F00000112670050");
    private static readonly byte[] OverTls = Convert.FromHexString("0D0A0D0A000D0A515549540A" + "21110014" + "C00002077F00000112670050" + "2000050100000000");
    private static readonly byte[] Local = Convert.FromHexString("0D0A0D0A000D0A515549540A" + "20000000");

    [Test]
    public async Task The_handler_sees_the_client([Values] bool binary, [Values] Door door, [Values] bool tls)
    {
        var script = new HandlerScript();
        await using var server = await StartAsync(script);
        using var client = await RawClient.ConnectAsync(server, tls, preamble: binary ? Binary : Line);
        if (door == Door.Later)
            await client.GetAsync();
        await client.SendAsync(RequestText.Upgrade());

        Assert.That((await client.ReadResponseAsync()).Status, Is.EqualTo(101));
        Assert.That((await script.OpenedAsync()).Request.RemoteAddress, Is.EqualTo(IPAddress.Parse("192.0.2.7")));
    }

    [Test]
    public async Task A_proxy_that_speaks_for_itself_keeps_its_address()
    {
        var script = new HandlerScript();
        await using var server = await StartAsync(script);
        using var client = await RawClient.ConnectAsync(server, preamble: Local);
        await client.SendAsync(RequestText.Upgrade());

        Assert.That((await script.OpenedAsync()).Request.RemoteAddress, Is.EqualTo(IPAddress.Loopback));
    }

    [Test]
    public async Task A_header_and_a_request_may_come_in_any_pieces()
    {
        await using var server = await StartAsync(new HandlerScript());
        var bytes = (byte[])[.. Line, .. Encoding.ASCII.GetBytes(RequestText.Upgrade())];
        foreach (var cut in (int[])[1, 5, 6, Line.Length - 1, Line.Length, Line.Length + 1, bytes.Length - 1])
        {
            using var client = await RawClient.ConnectAsync(server);
            await client.SendAsync(bytes.AsMemory(0, cut));
            await client.SendAsync(bytes.AsMemory(cut));
            Assert.That((await client.ReadResponseAsync()).Status, Is.EqualTo(101), $"cut after {cut} bytes");
        }
    }

    [Test]
    public async Task TLS_that_the_proxy_ended_is_in_the_location([Values] bool secure, [Values] Door door)
    {
        await using var server = await StartAsync(new HandlerScript(), adapter: new Hixie76Plugin());
        using var client = await RawClient.ConnectAsync(server, preamble: secure ? OverTls : Binary);
        if (door == Door.Later)
            await client.GetAsync();
        await client.SendAsync(
            RequestText.Get("/chat", "Upgrade: WebSocket\r\nConnection: Upgrade\r\nOrigin: http://server.example\r\nSec-WebSocket-Key1: 3e6b263  4 17 80\r\nSec-WebSocket-Key2: 17  9 G`ZD9   2 2b 7X 3 /r90\r\n"),
            "WjN}|M(6"u8.ToArray());

        Assert.That((await client.ReadResponseAsync()).Headers.First("Sec-WebSocket-Location"), Is.EqualTo(secure ? "wss://server.example/chat" : "ws://server.example/chat"));
    }

    [TestCase("GET / HTTP/1.1\r\nHost: server.example\r\n\r\n")]
    [TestCase("PROXY TCP4 nobody 127.0.0.1 4711 80\r\n")]
    public async Task Without_a_good_header_there_is_no_connection(string sent)
    {
        using var counters = new Counters();
        await using var server = await StartAsync(new HandlerScript());
        using var client = await RawClient.ConnectAsync(server);
        await client.SendAsync(sent);

        await client.WaitForEndAsync();
        Assert.That(counters.Sum("wharf.handshakes.dropped"), Is.EqualTo(1));
    }

    [Test]
    public async Task Whoever_is_not_trusted_has_no_connection_and_the_operator_is_told_once()
    {
        await using var server = await StartAsync(new HandlerScript(), trusted: "10.0.0.0/8");
        await ConnectInVainAsync(server);
        await ConnectInVainAsync(server);

        Assert.That(server.Log.Warnings, Has.One.EqualTo(
            "Connections from 127.0.0.1 are closed: the endpoint takes proxies alone (ProxyProtocol), and ForwardedHeaders:Trusted does not list it. Said once a minute."));
    }

    [Test]
    public async Task A_header_that_does_not_come_is_not_waited_for_longer_than_a_handshake()
    {
        var time = new FakeTimeProvider();
        await using var server = await StartAsync(new HandlerScript(), time: time);
        using var client = await RawClient.ConnectAsync(server);
        await client.SendAsync("PROXY TCP4");

        await time.AdvanceUntilAsync(client.WaitForEndAsync(), TimeSpan.FromSeconds(1));
    }

    [Test]
    public async Task A_limit_on_an_address_is_one_on_the_client()
    {
        await using var server = await StartAsync(new HandlerScript(), settings: ["--Limits:ConnectionsPerAddress", "1"]);
        using var first = await RawClient.ConnectAsync(server, preamble: Line);
        await first.SendAsync(RequestText.Upgrade());
        Assert.That((await first.ReadResponseAsync()).Status, Is.EqualTo(101));
        using var second = await RawClient.ConnectAsync(server, preamble: Binary);
        await second.SendAsync(RequestText.Upgrade());
        Assert.That((await second.ReadResponseAsync()).Status, Is.EqualTo(429));
        using var other = await RawClient.ConnectAsync(server, preamble: Local);
        await other.SendAsync(RequestText.Upgrade());
        Assert.That((await other.ReadResponseAsync()).Status, Is.EqualTo(101));
    }

    [Test]
    public void Without_trusted_proxies_the_start_stops() => Assert.That(
        () => StartAsync(new HandlerScript(), trusted: ""), Throws.TypeOf<ConfigurationException>().With.Message.Contains("ForwardedHeaders:Trusted"));

    private static async Task ConnectInVainAsync(RunningServer server)
    {
        try
        {
            using var client = await RawClient.ConnectAsync(server);
            await client.WaitForEndAsync();
        }
        catch (SocketException)
        {
            // The reset may come before the connection is noticed to be made.
        }
    }

    private static Task<RunningServer> StartAsync(HandlerScript script, string trusted = "127.0.0.1", Hixie76Plugin? adapter = null, FakeTimeProvider? time = null, params string[] settings) => new ServerSetup
    {
        Script = script,
        Time = time,
        Plugin = plugin => adapter?.Configure(plugin),
        Settings =
        [
            "--Kestrel:Endpoints:Plain:Url", "http://127.0.0.1:0", "--Kestrel:Endpoints:Plain:ProxyProtocol", "true",
            "--Kestrel:Endpoints:Secret:Url", "https://127.0.0.1:0", "--Kestrel:Endpoints:Secret:ProxyProtocol", "true",
            "--ForwardedHeaders:Trusted", trusted, .. settings,
        ],
    }.StartAsync();
}
