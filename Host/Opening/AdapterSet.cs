using System.Globalization;
using Abstractions;
using Host.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Host.Opening;

/// <summary>
/// The loaded protocol adapters, in the order in which they are asked: those of <c>Adapters:Order</c>, then the others as they were loaded. Immutable
/// but for what was logged.
/// </summary>
internal sealed class AdapterSet
{
    public const string OrderKey = "Adapters:Order";

    private readonly IProtocolAdapter[] _adapters;
    private readonly IReadOnlyList<string> _order;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly HashSet<(string First, string Second)> _logged = [];

    /// <param name="adapters">In the order of loading.</param>
    /// <param name="logger">Where two adapters that claim one request are told.</param>
    /// <param name="order">The names of those that are to be asked first.</param>
    public AdapterSet(IEnumerable<IProtocolAdapter> adapters, ILogger logger, params IReadOnlyList<string> order)
    {
        _order = order;
        _logger = logger;
        // Stable: without a place in the order, that of loading counts.
        _adapters = [.. adapters.OrderBy(adapter => PlaceOf(adapter.Name))];
        UpstreamMethods = [.. _adapters.SelectMany(adapter => adapter.Upstream?.Methods ?? []).Distinct()];
    }

    /// <summary>The methods of requests to upstream addresses; none where no adapter has an upstream part.</summary>
    public IReadOnlyList<string> UpstreamMethods { get; }

    /// <summary>In the order in which they are asked.</summary>
    public IReadOnlyList<IProtocolAdapter> Adapters => _adapters;

    /// <summary>The <c>Sec-WebSocket-Version</c> values understood, newest first, as a 426 answer lists them.</summary>
    public string Versions => ListVersions(static _ => true);

    /// <summary>Orders the adapters as the settings say. A name in them that no adapter has is a warning: an adapter may go before its settings do.</summary>
    public static AdapterSet Create(IEnumerable<IProtocolAdapter> adapters, IConfiguration configuration, ILogger logger)
    {
        var set = new AdapterSet(adapters, logger, configuration.ReadList(OrderKey));
        set.WarnOfUnknown(OrderKey, set._order);
        return set;
    }

    /// <summary>The adapter that claims the request, or null. Never a guess: no adapter gets what it does not claim.</summary>
    public IProtocolAdapter? Find(HandshakeRequest request)
    {
        IProtocolAdapter? found = null;
        foreach (var adapter in _adapters)
        {
            if (!Claims(adapter, request))
                continue;
            if (found is not null)
            {
                OnAmbiguous(found.Name, adapter.Name);
                break;
            }
            found = adapter;
        }
        return found;
    }

    /// <summary>Tells whether an adapter claims the request, without a word where several do.</summary>
    public bool IsClaimed(HandshakeRequest request)
    {
        foreach (var adapter in _adapters)
        {
            if (Claims(adapter, request))
                return true;
        }
        return false;
    }

    /// <summary>Tells whether an adapter with an upstream part claims the request.</summary>
    public bool IsClaimedWithUpstream(HandshakeRequest request) => Array.Exists(_adapters, adapter => adapter.Upstream is not null && Claims(adapter, request));

    /// <summary>The names of all adapters that claim the request. The first one would get it.</summary>
    public IReadOnlyList<string> ClaimantsOf(HandshakeRequest request) => [.. _adapters.Where(adapter => Claims(adapter, request)).Select(adapter => adapter.Name)];

    /// <summary>The versions of the adapters that a route allows.</summary>
    public string VersionsFor(Route route) => ListVersions(adapter => route.Allows(adapter.Name));

    /// <summary>Warns of a setting's names that no loaded adapter has.</summary>
    public void WarnOfUnknown(string key, IEnumerable<string> names)
    {
        foreach (var name in names.Where(name => !Array.Exists(_adapters, adapter => name.Equals(adapter.Name, StringComparison.OrdinalIgnoreCase))))
            OpeningLog.UnknownAdapter(_logger, key, name, string.Join(", ", _adapters.Select(adapter => adapter.Name)));
    }

    private bool Claims(IProtocolAdapter adapter, HandshakeRequest request)
    {
        try
        {
            return adapter.Handshake.Claims(request);
        }
        catch (Exception exception)
        {
            OpeningLog.AdapterFault(_logger, exception, adapter.Name);
            return false;
        }
    }

    private string ListVersions(Func<IProtocolAdapter, bool> isIncluded) => string.Join(", ", _adapters
        .Where(isIncluded)
        .SelectMany(adapter => adapter.Handshake.Versions)
        .Distinct()
        .OrderByDescending(version => int.TryParse(version, CultureInfo.InvariantCulture, out var number) ? number : -1));

    private void OnAmbiguous(string first, string second)
    {
        Connections.WharfMetrics.Ambiguous();
        // The operator has decided it.
        if (PlaceOf(first) < _order.Count)
            return;
        bool isNew;
        lock (_gate)
            isNew = _logged.Add((first, second));
        if (isNew)
            OpeningLog.Ambiguous(_logger, first, second, OrderKey);
    }

    // That after the last one where the order does not name it.
    private int PlaceOf(string name)
    {
        for (var place = 0; place < _order.Count; place++)
        {
            if (name.Equals(_order[place], StringComparison.OrdinalIgnoreCase))
                return place;
        }
        return _order.Count;
    }
}
