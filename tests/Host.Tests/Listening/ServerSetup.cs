using Abstractions;
using Adapters.Rfc6455;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Host.Tests.Listening;

/// <summary>A server to be started: http and https on free ports of 127.0.0.1, no drop folder, RFC 6455, and what the test adds.</summary>
internal sealed class ServerSetup
{
    private const string Urls = "http://127.0.0.1:0;https://127.0.0.1:0";

    /// <summary>What the handler at /chat does.</summary>
    public HandlerScript Script { get; init; } = new();

    /// <summary>The subprotocols it declares.</summary>
    public IReadOnlyList<string> Subprotocols { get; init; } = [];

    /// <summary>What the tests' own plugin adds to it.</summary>
    public Action<IPluginBuilder> Plugin { get; init; } = _ => { };

    /// <summary>The plugin of RFC 6455; null for none.</summary>
    public IPlugin? Adapter { get; init; } = new Rfc6455Plugin();

    /// <summary>Arguments of the command line; they win over those given here.</summary>
    public string[] Settings { get; init; } = [];

    /// <summary>The host's clock, or null for the system's.</summary>
    public TimeProvider? Time { get; init; }

    public Action<WebApplicationBuilder> Configure { get; init; } = _ => { };

    public async Task<RunningServer> StartAsync()
    {
        var log = new LogRecorder();
        string[] settings =
        [
            "--plugins", "", "--urls", Urls,
#if SOCKETS_TRANSPORT
            "--transport", "sockets",
#endif
            // Tests that let time pass are about other things, unless they say so.
            "--KeepAlive:PingSeconds", "0",
            "--Kestrel:Certificates:Default:Path", ServerCertificate.File, "--Kestrel:Certificates:Default:Password", ServerCertificate.Password,
            .. Settings,
        ];
        (string, IPlugin)[] adapters = Adapter is null ? [] : [("Adapters.Rfc6455", Adapter)];
        var server = Server.Create(settings, [.. adapters, ("Tests", new ConfiguredPlugin(Add))], builder =>
        {
            builder.Logging.ClearProviders().AddProvider(log);
            if (Time is not null)
                builder.Services.AddSingleton(Time);
            Configure(builder);
        });
        await server.StartAsync();
        return new RunningServer(server, log);
    }

    private void Add(IPluginBuilder plugin)
    {
        plugin.Services.AddSingleton(Script);
        plugin.AddHandler<ScriptedHandler>("chat", "/chat", new HandlerOptions { Subprotocols = Subprotocols });
        Plugin(plugin);
    }
}
