using Abstractions;
using Host.Connections;
using Microsoft.Extensions.Logging;

namespace Host.Opening;

/// <summary>
/// The opening handshake, whichever door the request came through: route, origin, adapter, negotiation, in this order. A function of
/// the request; it does no I/O.
/// </summary>
internal sealed class OpeningHandshake(
    RouteTable routes, ForwardedHeaders forwarded, OriginPolicy origins, AdapterSet adapters, Readiness readiness, ILogger<OpeningHandshake> logger)
{
    /// <summary>Tells whether the request is an opening handshake of any kind, well or badly written; else it is ordinary HTTP.</summary>
    public bool Concerns(HandshakeRequest request)
    {
        if (request.Headers.HasToken("Upgrade", "websocket"))
            return true;
        foreach (var header in request.Headers)
        {
            if (header.Name.StartsWith("Sec-WebSocket-", StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return adapters.IsClaimed(request);
    }

    /// <summary>Tells whether a handler serves the path.</summary>
    public bool Serves(string path) => routes.Find(path) is not null;

    /// <summary>Accepts or refuses the request. A refusal is logged and counted.</summary>
    public HandshakeDecision Decide(HandshakeRequest request)
    {
        var decision = DecideQuietly(forwarded.Apply(request));
        if (decision.Accepted is null)
        {
            WharfMetrics.Refused(decision.Response.StatusCode);
            OpeningLog.Refused(logger, request.Method, request.RawTarget, request.RemoteAddress, decision.Response.StatusCode, decision.Response.Refusal);
        }
        return decision;
    }

    /// <summary>The answer to a request for a WebSocket path that is no opening handshake at all.</summary>
    public HandshakeResponse UpgradeRequired() => UpgradeRequired("this is a WebSocket endpoint", adapters.Versions);

    private HandshakeDecision DecideQuietly(HandshakeRequest request)
    {
        if (readiness.IsStopping)
            return HandshakeDecision.Refused(HandshakeResponse.Refuse(503, "the server is stopping"));
        if (routes.Find(request.Path) is not { } route)
            return HandshakeDecision.Refused(HandshakeResponse.Refuse(404, "no handler serves this path"));
        if (origins.Refuse(request) is { } refusal)
            return HandshakeDecision.Refused(HandshakeResponse.Refuse(403, refusal));
        if (adapters.Find(request) is not { } adapter)
            return HandshakeDecision.Refused(UpgradeRequired("no loaded protocol adapter understands this opening handshake", adapters.VersionsFor(route)));
        if (!route.Allows(adapter.Name))
            return HandshakeDecision.Refused(UpgradeRequired($"this path does not accept {adapter.Name}", adapters.VersionsFor(route)));
        var response = Negotiate(adapter, request, route);
        return new HandshakeDecision(response, response.Accepted is { } accepted ? new DecidedHandshake(request, accepted, adapter, route) : null);
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

    // RFC 9110 15.5.22: a 426 must say by Upgrade what is required; RFC 6455 4.4: and by Sec-WebSocket-Version which versions.
    private static HandshakeResponse UpgradeRequired(string refusal, string versions)
    {
        ReadOnlySpan<Header> headers = [new("Upgrade", "websocket"), new("Connection", "Upgrade"), new("Sec-WebSocket-Version", versions)];
        return HandshakeResponse.Refuse(426, refusal, versions.Length > 0 ? headers : headers[..2]);
    }
}
