using System.Diagnostics.CodeAnalysis;
using Abstractions;
using Host.Plugins;

namespace Host.Opening;

/// <summary>All that the loaded plugins bring, as it is served at one moment. Immutable: when a plugin comes, changes or goes, another set takes its place.</summary>
internal sealed class PluginSet
{
    private readonly Dictionary<IProtocolAdapter, Generation> _generations = new(ReferenceEqualityComparer.Instance);

    public PluginSet(AdapterSet adapters, RouteTable routes, IEnumerable<AdapterRegistration> registrations, IReadOnlyList<PagesRegistration> pages)
    {
        Adapters = adapters;
        Routes = routes;
        Pages = pages;
        foreach (var registration in registrations)
            _generations.Add(registration.Adapter, registration.Generation);
    }

    public AdapterSet Adapters { get; }

    public RouteTable Routes { get; }

    public IReadOnlyList<PagesRegistration> Pages { get; }

    /// <summary>Keeps the plugins of a connection loaded. False when one of them is no longer served, so that this set is not either.</summary>
    public bool TryLease(IProtocolAdapter adapter, Route route, [NotNullWhen(true)] out PluginLease? lease) =>
        PluginLease.TryTake(_generations[adapter], route.Handler.Generation, out lease);
}
