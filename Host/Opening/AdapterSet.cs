using System.Globalization;
using Abstractions;
using Microsoft.Extensions.Logging;

namespace Host.Opening;

/// <summary>The loaded protocol adapters. Immutable but for what was logged.</summary>
internal sealed class AdapterSet(IEnumerable<IProtocolAdapter> adapters, ILogger logger)
{
    private readonly IProtocolAdapter[] _adapters = [.. adapters];
    private int _ambiguityLogged;

    /// <summary>The <c>Sec-WebSocket-Version</c> values understood, newest first, as a 426 answer lists them.</summary>
    public string Versions => ListVersions(static _ => true);

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
                OnAmbiguous(found, adapter);
                break;
            }
            found = adapter;
        }
        return found;
    }

    /// <summary>The versions of the adapters that a route allows.</summary>
    public string VersionsFor(Route route) => ListVersions(adapter => route.Allows(adapter.Name));

    private bool Claims(IProtocolAdapter adapter, HandshakeRequest request)
    {
        try
        {
            return adapter.Handshake.Claims(request);
        }
        catch (Exception exception)
        {
            OpeningLog.AdapterFault(logger, exception, adapter.Name);
            return false;
        }
    }

    private string ListVersions(Func<IProtocolAdapter, bool> isIncluded) => string.Join(", ", _adapters
        .Where(isIncluded)
        .SelectMany(adapter => adapter.Handshake.Versions)
        .Distinct()
        .OrderByDescending(version => int.TryParse(version, CultureInfo.InvariantCulture, out var number) ? number : -1));

    private void OnAmbiguous(IProtocolAdapter first, IProtocolAdapter second)
    {
        Connections.WharfMetrics.Ambiguous();
        if (Interlocked.Exchange(ref _ambiguityLogged, 1) == 0)
            OpeningLog.Ambiguous(logger, first.Name, second.Name);
    }
}
