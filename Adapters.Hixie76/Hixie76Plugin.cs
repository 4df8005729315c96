using Abstractions;
using Adapters.Hixie76;

[assembly: Plugin(typeof(Hixie76Plugin))]

namespace Adapters.Hixie76;

/// <summary>Brings the protocol of the browsers of 2010: Chrome 6 to 13, Safari 5, iOS 4.2 to 5.</summary>
public sealed class Hixie76Plugin : IPlugin
{
    /// <inheritdoc/>
    public void Configure(IPluginBuilder plugin)
    {
        ArgumentNullException.ThrowIfNull(plugin);
        plugin.AddAdapter<Hixie76Adapter>();
    }
}
