using Abstractions;
using Plugins.Version99;

[assembly: Plugin(typeof(Version99Plugin))]

namespace Plugins.Version99;

/// <summary>A revision that nobody has ever heard of.</summary>
public sealed class Version99Plugin : IPlugin
{
    public void Configure(IPluginBuilder plugin) => plugin.AddAdapter<Version99Adapter>();
}
