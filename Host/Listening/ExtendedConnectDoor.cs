using Abstractions;
using Host.Opening;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Host.Listening;

/// <summary>
/// The door of HTTP/2 in Kestrel's pipeline: extended CONNECT (RFC 8441), by which one connection carries pages and many WebSockets. Each runs
/// within its request, on whose two bodies it lives.
/// </summary>
internal sealed class ExtendedConnectDoor(OpeningHandshake opening, HandshakeAnswer answer, HandshakesInProgress handshakes, RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpExtendedConnectFeature>() is not { IsExtendedConnect: true } connect)
        {
            await next(context);
            return;
        }
        await using var exchange = new StreamExchange(context);
        using var deadline = handshakes.TryBegin(context.Features);
        if (deadline is null)
            await answer.RefuseAsync(opening.RefuseTooMany(context.Connection.RemoteIpAddress), exchange);
        else
            await answer.RunAsync(opening.Decide(PipelineRequest.Read(context, HandshakeEntry.ExtendedConnect, connect.Protocol)), exchange, deadline);
    }
}
