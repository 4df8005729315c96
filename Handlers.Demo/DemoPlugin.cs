using Abstractions;
using Handlers.Demo;

[assembly: Plugin(typeof(DemoPlugin))]

namespace Handlers.Demo;

/// <summary>The demonstrations, and a page on which they can be tried.</summary>
public sealed class DemoPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Configure(IPluginBuilder plugin)
    {
        plugin.AddHandler<EchoHandler>("echo", path: "/echo");
        plugin.AddPages("/");
    }
}
