using Abstractions;
using Microsoft.Extensions.DependencyInjection;
using Plugins.Scoped;

[assembly: Plugin(typeof(ScopedPlugin))]

namespace Plugins.Scoped;

/// <summary>Handlers with something of their own beside them, in one scope.</summary>
public sealed class ScopedPlugin : IPlugin
{
    public void Configure(IPluginBuilder plugin)
    {
        plugin.Services.AddScoped<Session>();
        plugin.Services.AddTransient<Part>();
        plugin.AddHandler<ScopedHandler>("scoped", "/scoped");
    }
}
