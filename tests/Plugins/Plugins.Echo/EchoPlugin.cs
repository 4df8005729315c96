using Abstractions;
using Microsoft.Extensions.DependencyInjection;
using Plugins.Echo;

[assembly: Plugin(typeof(EchoPlugin))]

namespace Plugins.Echo;

/// <summary>One of everything, made from the plugin's own services and settings.</summary>
public sealed class EchoPlugin : IPlugin
{
    public void Configure(IPluginBuilder plugin)
    {
        plugin.Services.AddSingleton<Calls>();
        plugin.AddAdapter<NamedAdapter>();
        plugin.AddHandler<EchoHandler>("echo", "/echo", new HandlerOptions { Subprotocols = ["echo.v1"] });
        plugin.AddHandler("upper", "/upper/*", (connection, message) => connection.SendAsync(Message.FromText(message.Text.ToUpperInvariant())));
    }
}
