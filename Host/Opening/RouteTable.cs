using Abstractions;
using Host.Configuration;
using Host.Plugins;
using Microsoft.Extensions.Configuration;

namespace Host.Opening;

/// <summary>
/// Finds the handler of a path: the exact one, else the longest prefix. Handlers come with a path of their own; the section <c>Routes</c>
/// maps them to further ones, as in <c>"Routes": { "/ws": { "Handler": "echo", "Protocols": ["rfc6455"] } }</c>, and wins. Immutable.
/// </summary>
internal sealed class RouteTable
{
    private readonly Dictionary<string, Route> _exact = new(StringComparer.Ordinal);
    private readonly Route[] _prefixes;

    public RouteTable(IEnumerable<Route> routes)
    {
        var prefixes = new Dictionary<string, Route>(StringComparer.Ordinal);
        foreach (var route in routes)
        {
            if (route.Prefix is { } prefix)
                prefixes[prefix] = route;
            else
                _exact[route.Path] = route;
        }
        _prefixes = [.. prefixes.Values.OrderByDescending(route => route.Prefix!.Length)];
    }

    public IEnumerable<Route> Routes => _exact.Values.Concat(_prefixes);

    /// <summary>The configured paths that are not served, because their handler is not loaded.</summary>
    public IReadOnlyList<string> Unserved { get; private init; } = [];

    /// <param name="handlers">The loaded ones.</param>
    /// <param name="configuration">For the section <c>Routes</c>.</param>
    /// <param name="requireHandlers">Whether a route to a handler that is not loaded is an error; else it is left out.</param>
    /// <exception cref="ConfigurationException">A configured route names a handler that is not loaded, or has a bad path.</exception>
    public static RouteTable Create(IEnumerable<HandlerRegistration> handlers, IConfiguration configuration, bool requireHandlers = true)
    {
        var registrations = handlers.ToList();
        var sections = configuration.GetSection("Routes").GetChildren().ToList();
        var unserved = requireHandlers ? [] : sections.Where(section => !registrations.Exists(handler => handler.Name == section["Handler"])).ToList();
        return new RouteTable(
        [
            .. registrations.Select(handler => new Route(handler.Path, handler, Protocols: null)),
            .. sections.Except(unserved).Select(section => Configured(section, registrations)),
        ])
        {
            Unserved = [.. unserved.Select(section => section.Key)],
        };
    }

    public Route? Find(string path)
    {
        if (_exact.TryGetValue(path, out var exact))
            return exact;
        foreach (var route in _prefixes)
        {
            if (path.StartsWith(route.Prefix!, StringComparison.Ordinal))
                return route;
        }
        return null;
    }

    /// <summary>Warns of protocols that no adapter has the name of: an adapter may go before its settings do.</summary>
    public void WarnOfUnknownProtocols(AdapterSet adapters)
    {
        foreach (var route in Routes)
            adapters.WarnOfUnknown($"Routes:{route.Path}:Protocols", route.Protocols ?? []);
    }

    private static Route Configured(IConfigurationSection section, List<HandlerRegistration> handlers)
    {
        var key = $"Routes:{section.Key}";
        if (!section.Key.StartsWith('/'))
            throw new ConfigurationException(key, section.Key, "a path that begins with a slash");
        var name = section["Handler"];
        var handler = handlers.Find(handler => handler.Name == name)
            ?? throw new ConfigurationException($"{key}:Handler", name, $"the name of a loaded handler: {string.Join(", ", handlers.Select(handler => handler.Name))}");
        var protocols = section.ReadList("Protocols");
        return new Route(section.Key, handler, protocols.Count == 0 ? null : protocols)
        {
            SendPolicy = section.ReadEnum("SendPolicy", handler.Options.SendPolicy),
            Dispatch = string.IsNullOrEmpty(section["Dispatch"]) ? null : section.ReadEnum("Dispatch", Dispatch.Auto),
        };
    }
}
