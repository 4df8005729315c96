using Contracts.Vectors;

namespace Host.Tests.Listening;

/// <summary>The handshake vectors of Hixie-76, over real sockets.</summary>
public sealed class Hixie76VectorTests
{
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
        if (!vector.IsAccepted)
        {
            Assert.That(response.Status, Is.EqualTo(vector.StatusCode), response.Body);
            return;
        }
        Assert.That(response.StatusLine, Is.EqualTo(vector.StatusLine), response.Body);
        Assert.That(response.Headers, Is.EquivalentTo(vector.Headers));
        await Hixie76Server.AssertReadsAsync(client, vector.Body.ToArray());
        await client.SendAsync(Hixie76Server.Text("hello"));
        await Hixie76Server.AssertReadsAsync(client, Hixie76Server.Text("hello"));
        await client.SendAsync(Hixie76Server.Close);
        await Hixie76Server.AssertReadsAsync(client, Hixie76Server.Close);
        Assert.That(await client.ReadToEndAsync(), Is.Empty);
    }

    private static IEnumerable<TestCaseData> Vectors =>
        from vector in HandshakeVector.All
        where vector.Revision == "hixie-76"
        from door in Enum.GetValues<Door>()
        select new TestCaseData(vector, door);

    private async Task<RunningServer> StartAsync(HandshakeVector vector)
    {
        var key = string.Join(',', vector.Subprotocols);
        if (!_servers.TryGetValue(key, out var server))
            _servers[key] = server = await Hixie76Server.StartAsync(subprotocols: [.. vector.Subprotocols]);
        return server;
    }
}
