using Abstractions;
using Contracts.Vectors;
using Host.Tests.Connections;

namespace Host.Tests.Listening;

/// <summary>Versions 7 and 8 over real sockets: the vectors, keys of old clients, and close codes as a handler and a client see them.</summary>
public sealed class HybiTests
{
    [TestCaseSource(nameof(Vectors))]
    public async Task A_vector_is_answered(HandshakeVector vector, Door door)
    {
        ArgumentNullException.ThrowIfNull(vector);
        await using var server = await RevisionServer.StartAsync(subprotocols: vector.Subprotocols);
        using var client = await RevisionServer.ConnectAsync(server, door, vector.IsSecure);
        await client.SendAsync(vector.RequestBytes);
        var response = await client.ReadResponseAsync();
        Assert.That(response.StatusLine, Is.EqualTo(vector.StatusLine), response.Body);
        Assert.That(response.Headers, Is.EqualTo(vector.Headers));
        await client.SendAsync(ClientFrame.Text("hello"));
        Assert.That((await client.ReadFrameAsync()).Text, Is.EqualTo("hello"));
    }

    [Test]
    public async Task A_client_with_a_short_key_is_served([Values("7", "8")] string version, [Values] Door door, [Values] bool tls)
    {
        var script = new HandlerScript();
        await using var server = await RevisionServer.StartAsync(script);
        using var client = await OpenAsync(server, version, door, tls, key: "AQIDBAUGBwgJCgsMDQ4P");
        Assert.That((await script.OpenedAsync()).Protocol, Is.EqualTo(version == "7" ? "hybi07" : "hybi10"));
        await client.SendAsync((byte[])[.. ClientFrame.Text("a", final: false), .. ClientFrame.Ping("?"), .. ClientFrame.Continuation("b", final: true), .. ClientFrame.Binary([1, 2])]);
        Assert.That((await client.ReadFrameAsync()).Text, Is.EqualTo("?"));
        Assert.That((await client.ReadFrameAsync()).Text, Is.EqualTo("ab"));
        Assert.That((await client.ReadFrameAsync()).Payload, Is.EqualTo([1, 2]));
        await AssertClosesAsync(client, script, sent: 1000, answered: 1000, told: 1000);
    }

    [TestCase("7", 1004, 1004, 1009)]
    [TestCase("8", 1004, 1004, 1009)]
    [TestCase("8", 1007, 1007, 1007)]
    [TestCase("7", 1007, 1000, 1007)]
    [TestCase("8", 1011, 1000, 1011)]
    public async Task A_clients_code_is_answered_with_one_of_its_version(string version, int sent, int answered, int told)
    {
        var script = new HandlerScript();
        await using var server = await RevisionServer.StartAsync(script);
        using var client = await OpenAsync(server, version);
        await AssertClosesAsync(client, script, sent, answered, told);
    }

    [TestCase("7", 1009, 1004)]
    [TestCase("8", 1011, 1000)]
    [TestCase("8", 4000, 4000)]
    public async Task A_handlers_code_is_sent_as_one_of_the_version(string version, int code, int sent)
    {
        var script = new HandlerScript { OnMessage = (connection, _, _) => connection.CloseAsync((ushort)code) };
        await using var server = await RevisionServer.StartAsync(script);
        using var client = await OpenAsync(server, version);
        await client.SendAsync(ClientFrame.Text("close"));
        Assert.That((await client.ReadFrameAsync()).CloseCode, Is.EqualTo(sent));
        await client.SendAsync(ClientFrame.Close(sent));
        Assert.That(await client.ReadToEndAsync(), Is.Empty);
        Assert.That(await script.EndedAsync(), Is.EqualTo(new CloseReason((ushort)code)));
    }

    [TestCase("7", "81 05 48 65 6C 6C 6F", 1002, Description = "not masked")]
    [TestCase("8", "81 05 48 65 6C 6C 6F", 1002, Description = "not masked")]
    [TestCase("8", "82 FF 00 00 00 01 00 00 00 00", 1004, Description = "too large")]
    [TestCase("8", "81 81 00 00 00 00 FF", 1007, Description = "not UTF-8")]
    [TestCase("7", "81 81 00 00 00 00 FF", 1000, Description = "not UTF-8")]
    public async Task A_violation_fails_the_connection(string version, string hex, int code)
    {
        await using var server = await RevisionServer.StartAsync();
        using var client = await OpenAsync(server, version);
        await client.SendAsync(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
        Assert.That((await client.ReadFrameAsync()).CloseCode, Is.EqualTo(code));
    }

    [Test]
    public async Task The_origin_is_read_under_its_old_name([Values] Door door)
    {
        await using var server = await new ServerSetup { Plugin = plugin => plugin.AddAdapter<Adapters.Hybi.Hybi10Adapter>() }.StartAsync();
        using var client = await RevisionServer.ConnectAsync(server, door, tls: false);
        await client.SendAsync(Request("8", "Sec-WebSocket-Origin: http://evil.example\r\n"));
        Assert.That((await client.ReadResponseAsync()).Status, Is.EqualTo(403));
    }

    private static IEnumerable<TestCaseData> Vectors =>
        from vector in HandshakeVector.All
        where vector.Revision is "version-7" or "version-8"
        from door in Enum.GetValues<Door>()
        select new TestCaseData(vector, door);

    private static string Request(string version, string headers = "", string key = "dGhlIHNhbXBsZSBub25jZQ==") => RequestText.Get(
        "/chat", $"Upgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: {version}\r\n{headers}");

    private static async Task<RawClient> OpenAsync(RunningServer server, string version, Door door = Door.First, bool tls = false, string key = "dGhlIHNhbXBsZSBub25jZQ==")
    {
        var client = await RevisionServer.ConnectAsync(server, door, tls);
        await client.SendAsync(Request(version, "Sec-WebSocket-Origin: http://page.example\r\n", key));
        var response = await client.ReadResponseAsync();
        Assert.That(response.Status, Is.EqualTo(101), response.Body);
        return client;
    }

    private static async Task AssertClosesAsync(RawClient client, HandlerScript script, int sent, int answered, int told)
    {
        await client.SendAsync(ClientFrame.Close(sent));
        Assert.That((await client.ReadFrameAsync()).CloseCode, Is.EqualTo(answered));
        Assert.That(await client.ReadToEndAsync(), Is.Empty);
        Assert.That((await script.EndedAsync()).Code, Is.EqualTo(told));
    }
}
