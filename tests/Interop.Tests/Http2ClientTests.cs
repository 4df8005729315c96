namespace Interop.Tests;

/// <summary>Clients that nobody here wrote, over HTTP/2 (RFC 8441): with TLS, and without and prior knowledge; with permessage-deflate, and without.</summary>
[TestFixture("rfc8441")]
[TestFixture("rfc8441-deflate")]
public sealed class Http2ClientTests(string revision)
{
    private HostProcess _host = null!;

    [OneTimeSetUp]
    public async Task StartHost() => _host = await HostProcess.StartAsync(
    [
        "--origins", "*", "--Plugins:Adapters.Rfc6455:Deflate:Enabled", revision == "rfc8441-deflate" ? "true" : "false", "--Plugins:Adapters.Rfc6455:Deflate:MinimumBytes", "0",
        .. ServerCertificate.Endpoints(plain: "Http2"),
    ]);

    [OneTimeTearDown]
    public async Task StopHost() => await _host.DisposeAsync();

    [TearDown]
    public void HostHasNothingToComplainAbout() => Assert.That(_host.Output, Does.Not.Match(" (warn|fail|crit): "));

    [TestCase("node-http2", "ws")]
    [TestCase("node-http2", "wss")]
    [TestCase("dotnet-clientwebsocket", "ws")]
    [TestCase("dotnet-clientwebsocket", "wss")]
    [TestCase("chromium", "wss", Description = "A browser speaks HTTP/2 over TLS only.")]
    public Task Echoes_with(string client, string scheme) => Client.Named(client).AssertPassesAsync(revision, _host.WebSocket("/echo", scheme));
}
