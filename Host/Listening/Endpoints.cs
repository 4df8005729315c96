using System.Net;
using Host.Configuration;
using Host.Opening;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Host.Listening;

/// <summary>
/// Where the host listens: <c>Kestrel:Endpoints</c>, else <c>urls</c>. It binds the latter itself, because only then a door can be put behind TLS.
/// </summary>
internal sealed class Endpoints
{
    private const string UrlsKey = "urls";
    private const string ProxyProtocolKey = "ProxyProtocol";
    private const string DefaultUrls = "http://localhost:5000";

    private readonly IConfigurationSection _kestrel;
    private readonly IReadOnlyList<BindingAddress> _urls;
    private readonly ClientAuthorities _clientAuthorities;

    private Endpoints(IConfiguration configuration, IConfigurationSection kestrel, IReadOnlyList<BindingAddress> urls)
    {
        _kestrel = kestrel;
        _urls = urls;
        _clientAuthorities = ClientAuthorities.Read(configuration);
        Certificates = ServedCertificates.Read(configuration);
    }

    /// <summary>Those without TLS and PROXY protocol, once the server is configured.</summary>
    public ClearEndPoints Clear { get; } = new();

    /// <summary>The certificates in files.</summary>
    public ServedCertificates Certificates { get; }

    /// <exception cref="ConfigurationException">An address cannot be listened on.</exception>
    public static Endpoints Read(IConfigurationManager configuration)
    {
        var kestrel = configuration.GetSection("Kestrel");
        var urls = configuration[UrlsKey] is { Length: > 0 } configured ? configured : DefaultUrls;
        // Kestrel would warn that it does not bind what is bound here.
        configuration[UrlsKey] = "";
        var endpoints = kestrel.GetSection("Endpoints").GetChildren().ToList();
        Protocols(kestrel.GetSection("EndpointDefaults"), HttpProtocols.Http1);
        foreach (var endpoint in endpoints)
        {
            Protocols(endpoint, HttpProtocols.Http1);
            Parse($"{endpoint.Path}:Url", endpoint["Url"] ?? "");
            if (IsProxied(endpoint) && TrustedProxies.Read(configuration).IsEmpty)
                throw new ConfigurationException(TrustedProxies.Key, null, $"the addresses of the proxies, since {endpoint.Path}:{ProxyProtocolKey} is true");
        }
        return new Endpoints(configuration, kestrel, endpoints.Count > 0 ? [] : [.. Split(urls).Select(url => Parse("--urls", url))]);
    }

    public void Configure(KestrelServerOptions options, Limits limits)
    {
        options.AddServerHeader = false;
        options.Limits.MaxRequestHeadersTotalSize = limits.RequestHeadBytes;
        options.Limits.MaxRequestLineSize = limits.RequestHeadBytes;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(limits.HandshakeSeconds);
        options.Limits.Http2.MaxStreamsPerConnection = limits.Http2Streams;
        options.Limits.Http2.InitialStreamWindowSize = limits.Http2WindowBytes;
        // A stream whose handler is behind keeps what it was sent out of the connection's window: with less room, a few would stop all others.
        options.Limits.Http2.InitialConnectionWindowSize = limits.Http2Streams * limits.Http2WindowBytes;
        // Kestrel counts a stream that waits for its window against its whole connection. ResponseRate is in its place.
        options.Limits.MinResponseDataRate = null;
        options.ConfigureHttpsDefaults(https =>
        {
            https.HandshakeTimeout = TimeSpan.FromSeconds(limits.HandshakeSeconds);
            https.OnAuthenticate = (_, tls) =>
            {
                Certificates.Apply(tls);
                _clientAuthorities.Apply(tls);
            };
        });

        options.ApplicationServices.GetRequiredService<CertificateWatch>();
        var proxies = options.ApplicationServices.GetRequiredService<ProxyDoor>();
        var door = options.ApplicationServices.GetRequiredService<FirstRequestDoor>();
        var tls = options.ApplicationServices.GetRequiredService<TlsDoor>();
        var loader = options.Configure(_kestrel, reloadOnChange: false);
        var withNames = new List<ListenOptions>();
        foreach (var endpoint in _kestrel.GetSection("Endpoints").GetChildren())
        {
            loader.Endpoint(endpoint.Key, configured =>
            {
                configured.ListenOptions.Protocols = ProtocolsOf(endpoint, configured.IsHttps);
                if (IsProxied(endpoint))
                    configured.ListenOptions.Use(next => context => proxies.RunAsync(context, next));
                if (configured.IsHttps && endpoint.GetSection("Sni").GetChildren().Any())
                {
                    configured.ListenOptions.Use(next => context => tls.RunAsync(context, next));
                    withNames.Add(configured.ListenOptions);
                    return;
                }
                if (configured.IsHttps)
                    UseHttps(endpoint["Url"]!, configured, tls);
                else if (!IsProxied(endpoint))
                    NoteClear(configured.ListenOptions, Parse("", endpoint["Url"]!));
                Open(configured.ListenOptions, door);
            });
        }
        // Reads the certificates of the section, which https addresses need; and adds TLS itself where there are several names.
        loader.Load();
        foreach (var endpoint in withNames)
            Open(endpoint, door);
        foreach (var url in _urls)
            Listen(options, url, endpoint => ConfigureUrl(endpoint, url, tls, door));
    }

    private void ConfigureUrl(ListenOptions endpoint, BindingAddress url, TlsDoor tls, FirstRequestDoor door)
    {
        endpoint.Protocols = ProtocolsOf(null, IsHttps(url));
        if (IsHttps(url))
            UseHttps(url.ToString(), endpoint, tls);
        else
            NoteClear(endpoint, url);
        Open(endpoint, door);
    }

    private void NoteClear(ListenOptions endpoint, BindingAddress url)
    {
        if (!endpoint.Protocols.HasFlag(HttpProtocols.Http1))
            return;
        if (IsLocalhost(url))
            Clear.AddLocalhost(url.Port);
        else
            Clear.Add(endpoint.EndPoint);
    }

    // Without TLS a client says which HTTP it speaks by speaking it, and Kestrel takes one only.
    private HttpProtocols ProtocolsOf(IConfigurationSection? endpoint, bool isHttps)
    {
        var defaults = Protocols(_kestrel.GetSection("EndpointDefaults"), isHttps ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1);
        return endpoint is null ? defaults : Protocols(endpoint, defaults);
    }

    private static bool IsProxied(IConfigurationSection endpoint) => endpoint.ReadBoolean(ProxyProtocolKey, defaultValue: false);

    private static HttpProtocols Protocols(IConfigurationSection section, HttpProtocols defaultValue) => section.ReadEnum("Protocols", defaultValue);

    private static void UseHttps(string url, EndpointConfiguration endpoint, TlsDoor tls)
    {
        var https = endpoint.HttpsOptions;
        if (https.ServerCertificate is null && https.ServerCertificateSelector is null)
            throw NoCertificate(url);
        endpoint.ListenOptions.Use(next => context => tls.RunAsync(context, next));
        endpoint.ListenOptions.UseHttps(https);
    }

    private static void UseHttps(string url, ListenOptions endpoint, TlsDoor tls)
    {
        endpoint.Use(next => context => tls.RunAsync(context, next));
        try
        {
            endpoint.UseHttps();
        }
        catch (InvalidOperationException)
        {
            throw NoCertificate(url);
        }
    }

    private static ConfigurationException NoCertificate(string url) =>
        new("The certificate for " + url, null, "named by Kestrel:Certificates:Default:Path, with KeyPath or Password, or by the endpoint's own Certificate section");

    private static void Open(ListenOptions endpoint, FirstRequestDoor door) =>
        endpoint.Use(next => context => door.RunAsync(context, next, endpoint.Protocols));

    private static void Listen(KestrelServerOptions options, BindingAddress url, Action<ListenOptions> configure)
    {
        if (url.IsUnixPipe)
            options.ListenUnixSocket(url.UnixPipePath, configure);
        else if (IsLocalhost(url))
            options.ListenLocalhost(url.Port, configure);
        else if (IPAddress.TryParse(url.Host, out var address))
            options.Listen(address, url.Port, configure);
        else
            options.ListenAnyIP(url.Port, configure);
    }

    private static string[] Split(string urls) => urls.Split([';', ','], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static BindingAddress Parse(string key, string url)
    {
        BindingAddress? address = null;
        try
        {
            address = BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            // Said below, in the operator's terms.
        }
        // A port that is no number would be taken for a part of a name, and any name stands for all addresses of the machine.
        var isName = address is not null && !address.IsUnixPipe && !IPAddress.TryParse(address.Host, out _);
        if (address is null || (isName && address.Host.Contains(':', StringComparison.Ordinal)) || address.PathBase.Length > 0 || address.Port > IPEndPoint.MaxPort || !(IsHttps(address) || address.Scheme.Equals("http", StringComparison.OrdinalIgnoreCase)))
            throw new ConfigurationException(key, url, "addresses such as http://127.0.0.1:8080 or https://*:8443, without a path");
        if (address.Port == 0 && IsLocalhost(address))
            throw new ConfigurationException(key, url, "an address with a port, or 127.0.0.1 in place of localhost: port 0 could differ between 127.0.0.1 and [::1]");
        return address;
    }

    private static bool IsLocalhost(BindingAddress address) => !address.IsUnixPipe && address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase);

    private static bool IsHttps(BindingAddress address) => address.Scheme.Equals("https", StringComparison.OrdinalIgnoreCase);
}
