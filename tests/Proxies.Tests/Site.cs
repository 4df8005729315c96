using System.Net;
using Adapters.Hixie75;
using Adapters.Hixie76;
using Adapters.Hybi;
using Adapters.Sse;
using Host.Tests.Listening;

namespace Proxies.Tests;

/// <summary>A server in this process and a proxy in front of it, configured as documented unless the test says otherwise.</summary>
internal sealed class Site : IAsyncDisposable
{
    // A server's addresses are told apart by these. Proxies that speak HTTP come to the first, those that pass bytes on to the others.
    private const string ForHttp = "127.0.0.1";
    private const string ForBytes = "127.0.0.9";
    private const string ForTls = "127.0.0.10";

    private readonly RunningServer _server;
    private Proxy? _proxy;

    private Site(RunningServer server, HandlerScript script, WatchedListener listener) => (_server, Script, Listener) = (server, script, listener);

    /// <summary>What happens to the server's handler, which answers every path with an echo.</summary>
    public HandlerScript Script { get; }

    /// <summary>The connections that the server accepts.</summary>
    public WatchedListener Listener { get; }

    public RunningServer Server => _server;

    /// <summary>Starts the server, and the proxy as documented.</summary>
    /// <param name="program">Which proxy.</param>
    /// <param name="trusted">Whom the server believes; proxies come from 127.0.0.1.</param>
    /// <param name="settings">Further settings of the server.</param>
    public static Task<Site> StartAsync(ProxyProgram program, string trusted = "127.0.0.1", params string[] settings) => StartAsync(program, (site, proxy) => program == ProxyProgram.Nginx
        ? Documentation.Configuration(
            "nginx",
            ("listen 80;", $"listen {proxy.Plain};"),
            ("listen 443 ssl;", $"listen {proxy.Tls} ssl;"),
            ("/etc/ssl/site.pem", proxy.CertificateFile),
            ("/etc/ssl/site.key", proxy.KeyFile),
            ("127.0.0.1:8080", site.Http))
        : Documentation.Configuration(
            "haproxy",
            ("bind :80\n", $"bind {proxy.Plain}\n"),
            ("bind :443 ssl", $"bind {proxy.Tls} ssl"),
            ("/etc/haproxy/site.pem", proxy.CertificateFile),
            ("127.0.0.1:8080", site.Http),
            ("127.0.0.1:8081", site.Bytes)), trusted, settings);

    /// <summary>Starts the server, and the proxy with a configuration of the test's own.</summary>
    public static async Task<Site> StartAsync(ProxyProgram program, Func<Site, Proxy, string> configuration, string trusted = "127.0.0.1", params string[] settings)
    {
        program.AssertInstalled();
        var script = new HandlerScript();
        var listener = new WatchedListener();
        var server = await new ServerSetup
        {
            Script = script,
            Configure = listener.Use,
            Settings =
            [
                "--origins", "*", "--ForwardedHeaders:Trusted", trusted,
                "--Kestrel:Endpoints:Http:Url", $"http://{ForHttp}:0",
                "--Kestrel:Endpoints:Bytes:Url", $"http://{ForBytes}:0", "--Kestrel:Endpoints:Bytes:ProxyProtocol", "true",
                "--Kestrel:Endpoints:Tls:Url", $"https://{ForTls}:0", "--Kestrel:Endpoints:Tls:ProxyProtocol", "true",
                "--Plugins:Adapters.Rfc6455:Deflate:Enabled", "true", "--Plugins:Adapters.Rfc6455:Deflate:MinimumBytes", "0",
                .. settings,
            ],
            Plugin = plugin =>
            {
                plugin.AddAdapter<Hixie75Adapter>();
                plugin.AddAdapter<Hixie76Adapter>();
                plugin.AddAdapter<Hybi07Adapter>();
                plugin.AddAdapter<Hybi10Adapter>();
                plugin.AddAdapter<SseAdapter>();
                plugin.AddHandler<ScriptedHandler>("any", "/*");
            },
        }.StartAsync();
        var site = new Site(server, script, listener);
        try
        {
            site._proxy = await Proxy.StartAsync(program, proxy => configuration(site, proxy));
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    /// <summary>Where the server listens for HTTP.</summary>
    public string Http => Address(ForHttp);

    /// <summary>Where the server listens for the PROXY protocol.</summary>
    public string Bytes => Address(ForBytes);

    /// <summary>Where the server listens for the PROXY protocol and TLS behind it.</summary>
    public string Tls => Address(ForTls);

    /// <summary>Where the proxy listens.</summary>
    public IPEndPoint EndPoint(bool tls) => tls ? _proxy!.Tls : _proxy!.Plain;

    /// <summary>A connection to the proxy.</summary>
    public Task<RawClient> ConnectAsync(bool tls = false, IPAddress? from = null) => RawClient.ConnectAsync(EndPoint(tls), tls, from);

    /// <summary>Asks through the proxy whether the server is in good health.</summary>
    public async Task AssertServesAsync()
    {
        using var client = await ConnectAsync();
        await client.GetAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        if (_proxy is not null)
            await _proxy.DisposeAsync();
    }

    private string Address(string host) => _server.Addresses.Select(address => new Uri(address)).Single(address => address.Host == host).Authority;
}
