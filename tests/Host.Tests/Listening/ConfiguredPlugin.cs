using Abstractions;

namespace Host.Tests.Listening;

/// <summary>A plugin that is one function.</summary>
internal sealed class ConfiguredPlugin(Action<IPluginBuilder> configure) : IPlugin
{
    public void Configure(IPluginBuilder plugin) => configure(plugin);
}
