namespace Interop.Tests;

/// <summary>Clients that nobody here wrote, with permessage-deflate, against the real host with either kind of context.</summary>
[TestFixture("Shared", "ws")]
[TestFixture("PerConnection", "ws")]
[TestFixture("Shared", "wss")]
[TestFixture("PerConnection", "wss")]
public sealed class DeflateTests(string context, string scheme)
{
    private HostProcess _host = null!;

    [OneTimeSetUp]
    public async Task StartHost() => _host = await HostProcess.StartAsync(
    [
        "--origins", "*", "--Plugins:Adapters.Rfc6455:Deflate:Enabled", "true", "--Plugins:Adapters.Rfc6455:Deflate:Context", context, "--Plugins:Adapters.Rfc6455:Deflate:MinimumBytes", "0",
        .. ServerCertificate.Endpoints(),
    ]);

    [OneTimeTearDown]
    public async Task StopHost() => await _host.DisposeAsync();

    [TearDown]
    public void HostHasNothingToComplainAbout() => Assert.That(_host.Output, Does.Not.Match(" (warn|fail|crit): "));

    [TestCase("node-ws-1.1")]
    [TestCase("node-ws-8")]
    [TestCase("py-autobahn")]
    [TestCase("py-websockets")]
    [TestCase("dotnet-clientwebsocket")]
    [TestCase("chromium")]
    public Task Echoes_compressed_with(string client) => Client.Named(client).AssertPassesAsync("rfc6455-deflate", _host.WebSocket("/echo", scheme));

    [TestCase("node-ws-8")]
    [TestCase("ruby-websocket")]
    [TestCase("dotnet-clientwebsocket")]
    public Task Echoes_plain_with_a_client_that_does_not_offer_it(string client) => Client.Named(client).AssertPassesAsync("rfc6455", _host.WebSocket("/echo", scheme));
}
