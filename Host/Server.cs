using System.Diagnostics.CodeAnalysis;
using Abstractions;
using Host.Configuration;
using Host.Connections;
using Host.Diagnostics;
using Host.Listening;
using Host.Opening;
using Host.Plugins;
using Host.Reloading;
using Host.Sockets;
using Host.Swapping;
using Host.Upstream;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Host;

/// <summary>The host put together: settings, plugins, the opening handshake, and Kestrel with the doors in it.</summary>
internal sealed class Server : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly PluginCatalog _plugins;
    private readonly Stopping _stopping;

    private Server(WebApplication application, PluginCatalog plugins)
    {
        _application = application;
        _plugins = plugins;
        _stopping = application.Services.GetRequiredService<Stopping>();
    }

    /// <summary>Where the server listens, once it has started.</summary>
    public IEnumerable<string> Addresses => _application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;

    public ConnectionRegistry Connections => _application.Services.GetRequiredService<ConnectionRegistry>();

    /// <summary>The addresses of the connections that take requests.</summary>
    public UpstreamAddresses UpstreamAddresses => _application.Services.GetRequiredService<UpstreamAddresses>();

    /// <summary>The loops of its sockets.</summary>
    public SocketLoops Loops => _application.Services.GetRequiredService<SocketLoops>();

    /// <summary>How the server stops.</summary>
    public Shutdown Shutdown => _application.Services.GetRequiredService<Shutdown>();

    /// <param name="settings">Arguments of the form <c>--key value</c>, which win over every other source.</param>
    /// <param name="builtIn">Plugins that are part of the process.</param>
    /// <param name="configure">Changes the builder last, for a host inside another program.</param>
    /// <param name="onLoaded">Is told what was loaded, before anything is made of it.</param>
    /// <param name="ownsProcess">Whether the process is this server's alone, so that it answers for the exceptions that nothing catches.</param>
    /// <exception cref="ConfigurationException">A setting has a value it cannot have.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The server owns the catalog and the application.")]
    public static Server Create(string[] settings, IReadOnlyList<(string Name, IPlugin Plugin)>? builtIn = null, Action<WebApplicationBuilder>? configure = null,
        Action<CheckReport>? onLoaded = null, bool ownsProcess = false)
    {
        // Empty: what is configured from where is all said here.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Wharf", ContentRootPath = AppContext.BaseDirectory });
        var source = new SettingsSource(settings);
        ((IConfigurationBuilder)builder.Configuration).Add(source);
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.UseUtcTimestamp = true;
        });
        // It writes a start that failed as a page of stack; Program says it in a line.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);

        var read = HostSettings.Read(builder.Configuration);
        var (limits, swaps, endpoints) = (new Replaceable<Limits>(read.Limits), read.Swaps, read.Endpoints);
        builder.Services.AddSingleton(read.Details);
        builder.Services.AddSingleton(limits);
        builder.Services.AddSingleton(read.Shutdown);
        builder.Services.AddSingleton(swaps);
        builder.Services.AddSingleton(new Replaceable<OriginPolicy>(read.Origins));
        builder.Services.AddSingleton(new Replaceable<TrustedProxies>(read.Trusted));
        builder.Services.AddSingleton<ForwardedHeaders>();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<AdapterCensus>();
        builder.Services.AddSingleton<ConnectionRegistry>();
        builder.Services.AddSingleton<ConnectionClock>();
        builder.Services.AddSingleton(services => new Replaceable<ConnectionServices>(new ConnectionServices(
            read.Limits, read.KeepAlive, read.Callbacks, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ConnectionClock>(),
            services.GetRequiredService<ConnectionRegistry>(),
            services.GetRequiredService<ILogger<Connection>>())));
        builder.Services.AddSingleton(services =>
        {
            // Before any code of a plugin runs.
            if (ownsProcess)
                new UnhandledExceptions(read.SurviveUnhandledExceptions, services.GetRequiredService<ILogger<UnhandledExceptions>>()).Install();
            return PluginCatalog.Load(
                builder.Configuration, services.GetRequiredService<ILoggerFactory>(), services.GetRequiredService<TimeProvider>(), builtIn ?? []);
        });
        builder.Services.AddSingleton(services =>
        {
            var plugins = services.GetRequiredService<PluginCatalog>();
            // First: what was loaded is told even where a route then stops the start.
            return new ServedPlugins(ServedPlugins.Make(plugins.Plugins, [], builder.Configuration, services.GetRequiredService<ILoggerFactory>(),
                adapters => onLoaded?.Invoke(CheckReport.Of(plugins.Report, adapters))));
        });
        builder.Services.AddSingleton(services => new CertificateWatch(endpoints.Certificates, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<CertificateWatch>>()));
        builder.Services.AddSingleton<Retirements>();
        builder.Services.AddSingleton(services => new PluginSwapping(
            services.GetRequiredService<PluginCatalog>(), services.GetRequiredService<ServedPlugins>(), services.GetRequiredService<Retirements>(),
            new FaultLimit(swaps.MaxFaultsPerMinute, services.GetRequiredService<TimeProvider>()), builder.Configuration,
            services.GetRequiredService<ILoggerFactory>(), services.GetRequiredService<ILogger<PluginSwapping>>()));
        builder.Services.AddSingleton(services => new PluginWatch(
            services.GetRequiredService<PluginCatalog>().Folder, services.GetRequiredService<PluginSwapping>(), swaps, services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<PluginWatch>>()));
        builder.Services.AddSingleton(source);
        builder.Services.AddSingleton<Reload>();
        builder.Services.AddSingleton<Readiness>();
        builder.Services.AddSingleton<HealthPage>();
        builder.Services.AddSingleton<Pages>();
        builder.Services.AddSingleton<OpeningHandshake>();
        builder.Services.AddSingleton<Admission>();
        builder.Services.AddSingleton<UpstreamAddresses>();
        builder.Services.AddSingleton<HandshakesInProgress>();
        builder.Services.AddSingleton<ConnectionSetup>();
        builder.Services.AddSingleton<HandshakeAnswer>();
        builder.Services.AddSingleton<ProxyDoor>();
        builder.Services.AddSingleton<TlsDoor>();
        builder.Services.AddSingleton<FirstRequest>();
        builder.Services.AddSingleton<FirstRequestDoor>();
        builder.Services.AddSingleton<LoopDoor>();
        builder.Services.AddSingleton(services => new SocketLoops(read.Transport.Loops, services.GetRequiredService<ConnectionRegistry>()));
        builder.Services.AddSingleton(read.Transport);
        builder.Services.AddSingleton(endpoints.Clear);
        builder.Services.AddSingleton<Stopping>();
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        // Stopping has the time limit.
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = Timeout.InfiniteTimeSpan);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(options => endpoints.Configure(options, read.Limits));
        builder.Services.AddSingleton<IConnectionListenerFactory, SocketListenerFactory>();
        // Kestrel's transport reads ahead of the host, which counts in the memory of a connection.
        builder.Services.Configure<SocketTransportOptions>(options => options.MaxReadBufferSize = Math.Max(2 * read.Limits.RequestHeadBytes, 128 * 1024));
        configure?.Invoke(builder);

        var application = builder.Build();
        // Made now, so that what is wrong with them stops the start and not the first request.
        var plugins = application.Services.GetRequiredService<PluginCatalog>();
        var opening = application.Services.GetRequiredService<OpeningHandshake>();
        application.Use(LastStream.Apply);
        application.Use(next => new ResponseRate(limits, application.Services.GetRequiredService<TimeProvider>(), application.Services.GetRequiredService<ILogger<ResponseRate>>(), next).InvokeAsync);
        application.Use(next => new ExtendedConnectDoor(
            opening, application.Services.GetRequiredService<HandshakeAnswer>(), application.Services.GetRequiredService<HandshakesInProgress>(), next).InvokeAsync);
        var addresses = application.Services.GetRequiredService<UpstreamAddresses>();
        application.Use(next => new UpstreamDoor(opening, addresses, limits, application.Services.GetRequiredService<ILogger<UpstreamDoor>>(), next).InvokeAsync);
        application.Use(next => new ResponseDoor(
            opening, application.Services.GetRequiredService<HandshakeAnswer>(), application.Services.GetRequiredService<HandshakesInProgress>(), addresses, limits,
            application.Services.GetRequiredService<TimeProvider>(), application.Services.GetRequiredService<ILogger<ResponseDoor>>(), next).InvokeAsync);
        application.Use(next => new LaterRequestDoor(opening, next).InvokeAsync);
        application.Services.GetRequiredService<Pages>().Map(application);
        return new Server(application, plugins);
    }

    /// <summary>The plugins, brought in line with the drop folder.</summary>
    public PluginSwapping Swapping => _application.Services.GetRequiredService<PluginSwapping>();

    public async Task StartAsync()
    {
        Swapping.CountFaults();
        await _application.StartAsync();
        _application.Services.GetRequiredService<PluginWatch>().Start();
    }

    /// <summary>Reads the settings again, and looks at the drop folder. See <see cref="Reload"/>.</summary>
    public Task ReloadAsync() => _application.Services.GetRequiredService<Reload>().Begin();

    /// <summary>Stops in order. Completes when every connection has ended, or was cut off.</summary>
    public Task StopAsync()
    {
        _application.Services.GetRequiredService<Reload>().Stop();
        _application.Services.GetRequiredService<PluginWatch>().Stop();
        return _stopping.StopAsync(EndAsync);
    }

    private async Task EndAsync(CancellationToken drain)
    {
        await _application.StopAsync(drain);
        // Kestrel does not know of the connections of the loops.
        if (_application.Services.GetRequiredService<Transport>().HasLoops)
            await _application.Services.GetRequiredService<SocketLoops>().EndAsync(drain);
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        await _plugins.DisposeAsync();
    }
}
