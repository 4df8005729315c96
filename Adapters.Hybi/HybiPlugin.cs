using Abstractions;
using Adapters.Hybi;

[assembly: Plugin(typeof(HybiPlugin))]

namespace Adapters.Hybi;

/// <summary>Brings the protocols of the browsers of 2011: Firefox 6 to 10, Chrome 14 and 15.</summary>
public sealed class HybiPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Configure(IPluginBuilder plugin)
    {
        ArgumentNullException.ThrowIfNull(plugin);
        plugin.AddAdapter<Hybi07Adapter>();
        plugin.AddAdapter<Hybi10Adapter>();
    }
}
