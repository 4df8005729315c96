namespace Interop.Tests;

/// <summary>Clients that nobody here wrote, over HTTP/2 with prior knowledge (RFC 8441).</summary>
public sealed class Http2ClientTests
{
    private HostProcess _host = null!;

    [OneTimeSetUp]
    public async Task StartHost() => _host = await HostProcess.StartAsync(
        "--origins", "*", "--Kestrel:Endpoints:Plain:Url", "http://127.0.0.1:0", "--Kestrel:Endpoints:Plain:Protocols", "Http2");

    [OneTimeTearDown]
    public async Task StopHost() => await _host.DisposeAsync();

    [TearDown]
    public void HostHasNothingToComplainAbout() => Assert.That(_host.Output, Does.Not.Match(" (warn|fail|crit): "));

    [TestCase("dotnet-clientwebsocket", "rfc8441")]
    public Task Echoes_with(string client, string revision) => Client.Named(client).AssertPassesAsync(revision, _host.WebSocket("/echo"));
}
