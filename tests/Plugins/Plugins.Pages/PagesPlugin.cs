using Abstractions;
using Plugins.Pages;

[assembly: Plugin(typeof(PagesPlugin))]

namespace Plugins.Pages;

public sealed class PagesPlugin : IPlugin
{
    public void Configure(IPluginBuilder plugin)
    {
        plugin.AddPages();
        plugin.AddPages("/docs");
    }
}
