using Abstractions;

namespace Plugins.Unmarked;

/// <summary>A plugin class that no attribute names.</summary>
public sealed class UnmarkedPlugin : IPlugin
{
    public void Configure(IPluginBuilder plugin) => plugin.AddPages();
}
