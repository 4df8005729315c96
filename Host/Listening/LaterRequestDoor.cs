using Abstractions;
using Host.Opening;
using Microsoft.AspNetCore.Http;

namespace Host.Listening;

/// <summary>
/// The door in Kestrel's pipeline: an opening handshake that follows other requests on a kept-alive HTTP/1.1 connection. It takes the transport
/// away from Kestrel; the connection then runs where <see cref="FirstRequestDoor"/> waits for Kestrel to return.
/// </summary>
internal sealed class LaterRequestDoor(OpeningHandshake opening, RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var transport = context.Features.Get<DetachableTransport>();
        // Without a transport to take it is HTTP/2, where opening handshakes are extended CONNECTs.
        var request = PipelineRequest.Read(context, transport is null ? HandshakeEntry.Http : HandshakeEntry.Upgrade);
        if (!opening.Concerns(request))
        {
            await next(context);
            return;
        }
        var decision = opening.Decide(request);
        if (decision.Accepted is null || transport is null)
        {
            decision.Release();
            await PipelineRequest.RefuseAsync(context, decision.Accepted is null ? decision.Response : opening.NotAHandshake(request.HttpVersion));
        }
        else
        {
            transport.Take(decision, context.Request.ContentLength ?? 0);
        }
    }
}
