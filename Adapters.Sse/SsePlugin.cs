using Abstractions;
using Adapters.Sse;

[assembly: Plugin(typeof(SsePlugin))]

namespace Adapters.Sse;

/// <summary>Brings Server-Sent Events and POST, for clients that cannot open a WebSocket.</summary>
public sealed class SsePlugin : IPlugin
{
    /// <inheritdoc/>
    public void Configure(IPluginBuilder plugin)
    {
        ArgumentNullException.ThrowIfNull(plugin);
        plugin.AddAdapter<SseAdapter>();
    }
}
