namespace Abstractions;

/// <summary>A plugin's entry point; see <see cref="PluginAttribute"/>.</summary>
public interface IPlugin
{
    /// <summary>Says what the plugin brings. Called once per load, before the plugin's service provider is built.</summary>
    /// <remarks>Must only register: no I/O, no threads, no connections. An exception keeps the plugin from being loaded.</remarks>
    void Configure(IPluginBuilder plugin);

    /// <summary>Says whether the plugin works, before it is served: its database answers, its files are there. Called once per load, after everything was made.</summary>
    /// <param name="services">The plugin's own services.</param>
    /// <param name="cancellationToken">Is cancelled when the time for loading is over.</param>
    /// <remarks>An exception keeps the plugin from being loaded. Where an older version of it is served, that one goes on.</remarks>
    ValueTask SelfCheckAsync(IServiceProvider services, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
