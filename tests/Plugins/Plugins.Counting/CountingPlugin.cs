using Abstractions;
using Plugins.Counting;

[assembly: Plugin(typeof(CountingPlugin))]

namespace Plugins.Counting;

public sealed class CountingPlugin : IPlugin
{
    public void Configure(IPluginBuilder plugin) =>
        plugin.AddHandler<CountingHandler>(plugin.Configuration["Handler"] ?? "counting", plugin.Configuration["Path"] ?? "/counting");
}
