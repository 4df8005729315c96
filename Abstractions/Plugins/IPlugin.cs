namespace Abstractions;

/// <summary>A plugin's entry point; see <see cref="PluginAttribute"/>.</summary>
public interface IPlugin
{
    /// <summary>Says what the plugin brings. Called once per load, before the plugin's service provider is built.</summary>
    /// <remarks>Must only register: no I/O, no threads, no connections. An exception keeps the plugin from being loaded.</remarks>
    void Configure(IPluginBuilder plugin);
}
