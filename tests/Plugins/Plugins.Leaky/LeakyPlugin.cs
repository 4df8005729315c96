using Abstractions;
using Plugins.Leaky;

[assembly: Plugin(typeof(LeakyPlugin))]

namespace Plugins.Leaky;

/// <summary>Leaves behind, at load and with each message, what its setting <c>Leaves</c> names.</summary>
public sealed class LeakyPlugin : IPlugin
{
    public void Configure(IPluginBuilder plugin)
    {
        Remains.Leave(plugin.Configuration["Leaves"]!, plugin.Configuration, logger: null);
        plugin.AddHandler<LeakyHandler>(plugin.Configuration["Handler"] ?? "leaky", plugin.Configuration["Path"] ?? "/leaky");
    }
}
