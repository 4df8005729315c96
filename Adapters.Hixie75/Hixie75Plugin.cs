using Abstractions;
using Adapters.Hixie75;

[assembly: Plugin(typeof(Hixie75Plugin))]

namespace Adapters.Hixie75;

/// <summary>Brings the protocol of the first browsers with WebSockets: Chrome 4 and 5, Safari 5.0.0.</summary>
public sealed class Hixie75Plugin : IPlugin
{
    /// <inheritdoc/>
    public void Configure(IPluginBuilder plugin)
    {
        ArgumentNullException.ThrowIfNull(plugin);
        plugin.AddAdapter<Hixie75Adapter>();
    }
}
