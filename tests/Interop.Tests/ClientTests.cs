namespace Interop.Tests;

/// <summary>Clients that nobody here wrote, against the real host, with TLS and without, there on each transport. The README lists them and what each one checks.</summary>
[TestFixtureSource(typeof(Transports), nameof(Transports.WithSchemes))]
public sealed class ClientTests(string scheme, string transport)
{
    private HostProcess _host = null!;

    [OneTimeSetUp]
    public async Task StartHost() => _host = await HostProcess.StartAsync(["--origins", "*", "--transport", transport, .. ServerCertificate.Endpoints()]);

    [OneTimeTearDown]
    public async Task StopHost() => await _host.DisposeAsync();

    [TearDown]
    public void HostHasNothingToComplainAbout() => Assert.That(_host.Output, Does.Not.Match(" (warn|fail|crit): "));

    [TestCase("perl-protocol-websocket", "rfc6455")]
    [TestCase("perl-protocol-websocket", "hybi-v8")]
    [TestCase("perl-protocol-websocket", "hixie-76")]
    [TestCase("perl-protocol-websocket", "hixie-75")]
    [TestCase("ruby-websocket", "rfc6455")]
    [TestCase("ruby-websocket", "hybi-v8")]
    [TestCase("ruby-websocket", "hybi-v7")]
    [TestCase("ruby-websocket", "hixie-76")]
    [TestCase("ruby-websocket", "hixie-75")]
    [TestCase("node-ws-1.1", "rfc6455")]
    [TestCase("node-ws-1.1", "hybi-v8")]
    [TestCase("node-websocket", "rfc6455")]
    [TestCase("node-websocket", "hybi-v8")]
    [TestCase("node-ws-8", "rfc6455")]
    [TestCase("py-autobahn", "rfc6455")]
    [TestCase("py-autobahn", "hybi-12")]
    [TestCase("py-autobahn", "hybi-11")]
    [TestCase("py-autobahn", "hybi-10")]
    [TestCase("py-websockets", "rfc6455")]
    [TestCase("tcllib", "rfc6455")]
    [TestCase("dotnet-clientwebsocket", "rfc6455")]
    [TestCase("chromium", "rfc6455")]
    public Task Echoes_with(string client, string revision) => Client.Named(client).AssertPassesAsync(revision, _host.WebSocket("/echo", scheme));
}
