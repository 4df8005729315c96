using Host.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Host.Opening;

/// <summary>The plugins that are served now, in one reference: whoever reads it sees all of a change or nothing. Safe from any thread.</summary>
internal sealed class ServedPlugins(PluginSet first)
{
    private volatile PluginSet _current = first;

    public PluginSet Current
    {
        get => _current;
        set => _current = value;
    }

    /// <summary>Puts a set together.</summary>
    /// <param name="plugins">In the order in which they were loaded.</param>
    /// <param name="quarantined">Handlers whose paths are refused, unless another plugin has them.</param>
    /// <param name="configuration">For the routes and the order of the adapters.</param>
    /// <param name="loggers">Where settings are told that name what is not loaded.</param>
    /// <param name="onAdapters">Is told the adapters before the routes are looked at.</param>
    /// <param name="requireHandlers">Whether every configured route must have its handler, as at the start.</param>
    /// <exception cref="Configuration.ConfigurationException">A configured route has a bad path, or its handler is not loaded.</exception>
    public static PluginSet Make(
        IReadOnlyList<LoadedPlugin> plugins, IEnumerable<HandlerRegistration> quarantined, IConfiguration configuration, ILoggerFactory loggers, Action<AdapterSet>? onAdapters = null, bool requireHandlers = true)
    {
        var registrations = plugins.SelectMany(plugin => plugin.Adapters).ToList();
        var adapters = AdapterSet.Create(registrations.Select(registration => registration.Adapter), configuration, loggers.CreateLogger<AdapterSet>());
        onAdapters?.Invoke(adapters);
        var routes = RouteTable.Create(quarantined.Concat(plugins.SelectMany(plugin => plugin.Handlers)), configuration, requireHandlers);
        routes.WarnOfUnknownProtocols(adapters);
        return new PluginSet(adapters, routes, registrations, [.. plugins.SelectMany(plugin => plugin.Pages)]);
    }
}
