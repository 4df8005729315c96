using Abstractions;
using Host.Configuration;
using Host.Opening;
using Host.Upstream;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Host.Listening;

/// <summary>The door of connections that live on the response to an ordinary request, whose clients send by requests to an upstream address.</summary>
internal sealed class ResponseDoor(
    OpeningHandshake opening, HandshakeAnswer answer, HandshakesInProgress handshakes, UpstreamAddresses addresses, Replaceable<Limits> limits, TimeProvider time,
    ILogger<ResponseDoor> logger, RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) => opening.UpstreamMethods.Count == 0 ? next(context) : OpenAsync(context);

    private async Task OpenAsync(HttpContext context)
    {
        var request = PipelineRequest.Read(context, HandshakeEntry.Http);
        if (!opening.ConcernsResponse(request))
        {
            await next(context);
            return;
        }
        // Refusals, too, may be seen by a page that may connect.
        if (opening.RefuseOrigin(request) is null)
            CrossOrigin.Allow(context);
        var decision = opening.Decide(request);
        using var plugins = decision.Accepted;
        if (decision.Accepted is not { Adapter.Upstream: { } upstream } accepted)
        {
            await PipelineRequest.RefuseAsync(context, decision.Accepted is null ? decision.Response : HandshakeResponse.Refuse(500, "the adapter takes no requests"));
            return;
        }
        await using var exchange = new ResponseExchange(context, upstream, new UpstreamChannel(accepted.Adapter, limits.Current, time, logger), addresses);
        using var deadline = handshakes.TryBegin(context.Features);
        if (deadline is null)
            await answer.RefuseAsync(opening.RefuseTooMany(context.Connection.RemoteIpAddress), exchange);
        else
            await answer.RunAsync(decision, exchange, deadline);
    }
}
