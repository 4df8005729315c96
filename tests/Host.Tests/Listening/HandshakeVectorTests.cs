using Abstractions;
using Contracts.Vectors;
using Host.Tests.Connections;

namespace Host.Tests.Listening;

/// <summary>The vectors of version 13, over real sockets. What an adapter cannot decide alone is looked at here: versions and origins.</summary>
public sealed class HandshakeVectorTests
{
    private const string LoadedVersions = "13";

    private readonly Dictionary<string, RunningServer> _servers = [];

    [OneTimeTearDown]
    public async Task Stop()
    {
        foreach (var server in _servers.Values)
            await server.DisposeAsync();
    }

    [TestCaseSource(nameof(Vectors))]
    public async Task Is_answered(HandshakeVector vector, Door door)
    {
        ArgumentNullException.ThrowIfNull(vector);
        using var client = await RawClient.ConnectAsync(await StartAsync(vector), vector.IsSecure);
        if (door == Door.Later)
            await client.GetAsync();
        await client.SendAsync(vector.RequestBytes);
        var response = await client.ReadResponseAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(response.Status, Is.EqualTo(vector.StatusCode), response.Body);
            if (vector.IsAccepted)
                Assert.That(response.StatusLine, Is.EqualTo(vector.StatusLine));
            foreach (var header in vector.Headers)
                AssertHeader(response, header);
            Assert.That(response.Headers.Contains("Sec-WebSocket-Accept"), Is.EqualTo(vector.IsAccepted));
            Assert.That(response.Headers.Contains("Sec-WebSocket-Protocol"), Is.EqualTo(vector.Headers.Any(header => header.Name == "Sec-WebSocket-Protocol")));
            Assert.That(response.Headers.Contains("Sec-WebSocket-Extensions"), Is.False, "No extension is loaded.");
        }
        if (vector.IsAccepted)
            await AssertEchoAsync(client);
    }

    private static IEnumerable<TestCaseData> Vectors =>
        from vector in HandshakeVector.All
        where vector.Revision == "version-13"
        from door in Enum.GetValues<Door>()
        select new TestCaseData(vector, door);

    private static void AssertHeader(RawResponse response, Header header)
    {
        switch (header.Name)
        {
            case "Sec-WebSocket-Extensions":
                break;
            case "Sec-WebSocket-Version":
                Assert.That(response.Headers.Elements(header.Name), Is.EqualTo((string[])[LoadedVersions]));
                break;
            case "Upgrade" or "Connection" or "Allow":
                Assert.That(response.Headers.HasToken(header.Name, header.Value), Is.True, $"{header.Name}: {response.Headers.First(header.Name)}");
                break;
            default:
                Assert.That(response.Headers.Only(header.Name), Is.EqualTo(header.Value), header.Name);
                break;
        }
    }

    private static async Task AssertEchoAsync(RawClient client)
    {
        await client.SendAsync(ClientFrame.Text("hello"));
        Assert.That((await client.ReadFrameAsync()).Text, Is.EqualTo("hello"));
    }

    private async Task<RunningServer> StartAsync(HandshakeVector vector)
    {
        var origins = vector.StatusCode == 403 ? "http://good.example" : "*";
        var key = $"{origins} {string.Join(',', vector.Subprotocols)}";
        if (!_servers.TryGetValue(key, out var server))
            _servers[key] = server = await new ServerSetup { Settings = ["--origins", origins], Subprotocols = vector.Subprotocols }.StartAsync();
        return server;
    }
}
