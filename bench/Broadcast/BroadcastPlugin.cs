using Abstractions;
using Broadcast;
using Microsoft.Extensions.DependencyInjection;

[assembly: Plugin(typeof(BroadcastPlugin))]

namespace Broadcast;

/// <summary>The server's side of the workload broadcast.</summary>
public sealed class BroadcastPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Configure(IPluginBuilder plugin)
    {
        ArgumentNullException.ThrowIfNull(plugin);
        plugin.Services.AddSingleton<Everybody>();
        plugin.AddHandler<BroadcastHandler>("broadcast", "/broadcast");
    }
}
