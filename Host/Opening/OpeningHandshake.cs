using System.Net;
using Abstractions;
using Host.Configuration;
using Host.Connections;
using Microsoft.Extensions.Logging;

namespace Host.Opening;

/// <summary>
/// The opening handshake, whichever door the request came through: route, origin, adapter, negotiation, in this order. A function of
/// the request; it does no I/O.
/// </summary>
internal sealed class OpeningHandshake(
    ServedPlugins plugins, ForwardedHeaders forwarded, Replaceable<OriginPolicy> origins, Readiness readiness, ILogger<OpeningHandshake> logger)
{
    /// <summary>Tells whether the request is an opening handshake of any kind, well or badly written; else it is ordinary HTTP.</summary>
    public bool Concerns(HandshakeRequest request)
    {
        if (request.Headers.HasToken("Upgrade", "websocket"))
            return true;
        for (var i = 0; i < request.Headers.Count; i++)
        {
            if (request.Headers[i].Name.StartsWith("Sec-WebSocket-", StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return plugins.Current.Adapters.IsClaimed(request);
    }

    /// <summary>
    /// Tells whether the request opens a connection that lives on its response, and whose client needs requests of their own for what it sends.
    /// </summary>
    public bool ConcernsResponse(HandshakeRequest request) => plugins.Current.Adapters.IsClaimedWithUpstream(request);

    /// <summary>The methods of requests to upstream addresses; none where no adapter has an upstream part.</summary>
    public IReadOnlyList<string> UpstreamMethods => plugins.Current.Adapters.UpstreamMethods;

    /// <summary>Says why the page that the request comes from may not send it, or null.</summary>
    public string? RefuseOrigin(HandshakeRequest request) => origins.Current.Refuse(forwarded.Apply(request));

    /// <summary>Tells whether a handler serves the path.</summary>
    public bool Serves(string path) => plugins.Current.Routes.Find(path) is not null;

    /// <summary>Accepts or refuses the request. A refusal is logged and counted; what is accepted keeps its plugins loaded until it is disposed of.</summary>
    public HandshakeDecision Decide(HandshakeRequest request)
    {
        request = forwarded.Apply(request);
        HandshakeDecision decision;
        while (true)
        {
            var set = plugins.Current;
            if (TryDecide(set, request, out decision) && (decision.Accepted is not null || set == plugins.Current))
                break;
            // A plugin went away meanwhile, and may have failed for it; what is in its place decides.
        }
        if (decision.Accepted is null)
        {
            WharfMetrics.Refused(decision.Response.StatusCode);
            OpeningLog.Refused(logger, request.Method, request.RawTarget, request.RemoteAddress, decision.Response.StatusCode, decision.Response.Refusal);
        }
        return decision;
    }

    /// <summary>The answer to a request for a WebSocket path that is no opening handshake at all.</summary>
    /// <param name="httpVersion">The request's.</param>
    public HandshakeResponse NotAHandshake(Version httpVersion) => UpgradeRequired(httpVersion, "this is a WebSocket endpoint", plugins.Current.Adapters.Versions);

    /// <summary>Refuses a request that is not looked at, because too many are in progress. The refusal is logged and counted.</summary>
    /// <param name="remote">Who asks.</param>
    public HandshakeResponse RefuseTooMany(IPAddress? remote) => RefuseUnread(remote, 503, "too many opening handshakes are in progress");

    /// <summary>Refuses a request that is not looked at. The refusal is logged and counted.</summary>
    public HandshakeResponse RefuseUnread(IPAddress? remote, int status, string refusal)
    {
        WharfMetrics.Refused(status);
        OpeningLog.RefusedUnread(logger, remote, status, refusal);
        return HandshakeResponse.Refuse(status, refusal);
    }

    // False when the set is not served any more.
    private bool TryDecide(PluginSet set, HandshakeRequest request, out HandshakeDecision decision)
    {
        if (Choose(set, request, out var adapter, out var route) is { } refusal)
        {
            decision = HandshakeDecision.Refused(refusal);
            return true;
        }
        decision = default;
        if (!set.TryLease(adapter!, route!, out var lease))
            return false;
        var response = Negotiate(adapter!, request, route!);
        if (response.Accepted is null)
            lease.Value.Release();
        decision = new HandshakeDecision(response, response.Accepted is { } accepted ? new DecidedHandshake(request, accepted, adapter!, route!, lease.Value) : null);
        return true;
    }

    // Null where adapter and route are found, else the refusal.
    private HandshakeResponse? Choose(PluginSet set, HandshakeRequest request, out IProtocolAdapter? adapter, out Route? route)
    {
        adapter = null;
        route = null;
        if (readiness.IsStopping)
            return HandshakeResponse.Refuse(503, "the server is stopping");
        // RFC 9220 3: an extended CONNECT for another protocol, whatever its path.
        if (request.ExtendedProtocol is { } protocol && !protocol.Equals("websocket", StringComparison.OrdinalIgnoreCase) && set.Adapters.Find(request) is null)
            return HandshakeResponse.Refuse(501, "no loaded protocol adapter speaks the protocol that this CONNECT asks for");
        route = set.Routes.Find(request.Path);
        if (route is null)
            return HandshakeResponse.Refuse(404, "no handler serves this path");
        if (route.Handler.IsQuarantined)
            return HandshakeResponse.Refuse(503, "the plugin of this path is out of use");
        if (origins.Current.Refuse(request) is { } refusal)
            return HandshakeResponse.Refuse(403, refusal);
        adapter = set.Adapters.Find(request);
        if (adapter is null)
            return UpgradeRequired(request.HttpVersion, "no loaded protocol adapter understands this opening handshake", set.Adapters.VersionsFor(route));
        return route.Allows(adapter.Name) ? null : UpgradeRequired(request.HttpVersion, $"this path does not accept {adapter.Name}", set.Adapters.VersionsFor(route));
    }

    private HandshakeResponse Negotiate(IProtocolAdapter adapter, HandshakeRequest request, Route route)
    {
        try
        {
            return adapter.Handshake.Negotiate(request, route.Options);
        }
        catch (Exception exception)
        {
            // The port knows refusals as values only; the client gets an answer all the same.
            OpeningLog.AdapterFault(logger, exception, adapter.Name);
            return HandshakeResponse.Refuse(500, "the opening handshake could not be negotiated");
        }
    }

    private static HandshakeResponse UpgradeRequired(Version httpVersion, string refusal, string versions)
    {
        // RFC 6455 4.4: which versions would do is said by Sec-WebSocket-Version.
        var version = new Header("Sec-WebSocket-Version", versions);
        // RFC 9113 8.6: HTTP/2 has no upgrade, and so no 426.
        if (httpVersion.Major > 1)
            return HandshakeResponse.Refuse(400, refusal, versions.Length > 0 ? [version] : []);
        // RFC 9110 15.5.22: a 426 must say by Upgrade what is required.
        ReadOnlySpan<Header> headers = [new("Upgrade", "websocket"), new("Connection", "Upgrade"), version];
        return HandshakeResponse.Refuse(426, refusal, versions.Length > 0 ? headers : headers[..2]);
    }
}
