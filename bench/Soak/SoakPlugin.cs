using Abstractions;
using Microsoft.Extensions.DependencyInjection;
using Soak;

[assembly: Plugin(typeof(SoakPlugin))]

namespace Soak;

/// <summary>The server's side of <c>bench/soak.py</c>: connections that end as their client wants, and what is left of them.</summary>
public sealed class SoakPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Configure(IPluginBuilder plugin)
    {
        ArgumentNullException.ThrowIfNull(plugin);
        // Made now: it counts from here on.
        plugin.Services.AddSingleton(new Tally());
        plugin.AddHandler<SubjectHandler>("subject", "/subject");
        plugin.AddHandler<TallyHandler>("tally", "/tally");
    }
}
