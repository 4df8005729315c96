using Abstractions;
using Adapters.Rfc6455;

[assembly: Plugin(typeof(Rfc6455Plugin))]

namespace Adapters.Rfc6455;

/// <summary>Brings the protocol that all current browsers speak.</summary>
public sealed class Rfc6455Plugin : IPlugin
{
    /// <inheritdoc/>
    public void Configure(IPluginBuilder plugin)
    {
        ArgumentNullException.ThrowIfNull(plugin);
        plugin.AddAdapter<Rfc6455Adapter>();
    }
}
