using System.Net;
using Abstractions;
using Host.Opening;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Host.Listening;

/// <summary>
/// The door in Kestrel's pipeline: an opening handshake that follows other requests on a kept-alive HTTP/1.1 connection. It takes the transport
/// away from Kestrel; the connection then runs where <see cref="FirstRequestDoor"/> waits for Kestrel to return.
/// </summary>
internal sealed class LaterRequestDoor(OpeningHandshake opening, RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var request = Request(context);
        if (!opening.Concerns(request))
        {
            await next(context);
            return;
        }
        if (context.Features.Get<DetachableTransport>() is not { } transport || request.HttpVersion.Major != 1)
        {
            await RefuseAsync(context, HandshakeResponse.Refuse(501, $"WebSocket over HTTP/{request.HttpVersion} is not supported"));
            return;
        }
        var decision = opening.Decide(request);
        if (decision.Accepted is null)
            await RefuseAsync(context, decision.Response);
        else
            transport.Take(decision, context.Request.ContentLength ?? 0);
    }

    /// <summary>Writes a refusal as an ordinary response.</summary>
    public static async Task RefuseAsync(HttpContext context, HandshakeResponse refusal)
    {
        context.Response.StatusCode = refusal.StatusCode;
        foreach (var header in refusal.Headers)
            context.Response.Headers.Append(header.Name, header.Value);
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(refusal.Refusal + "\n");
    }

    private static HandshakeRequest Request(HttpContext context)
    {
        var feature = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        var headers = new List<Header>(feature.Headers.Count);
        foreach (var (name, values) in feature.Headers)
        {
            foreach (var value in values)
                headers.Add(new Header(name, value ?? ""));
        }
        return new HandshakeRequest
        {
            Entry = HandshakeEntry.Upgrade,
            Method = feature.Method,
            RawTarget = feature.RawTarget,
            HttpVersion = ParseVersion(feature.Protocol),
            Headers = HeaderList.Create(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(headers)),
            IsSecure = context.Request.IsHttps,
            RemoteAddress = context.Connection.RemoteIpAddress,
        };
    }

    private static Version ParseVersion(string protocol) =>
        HttpProtocol.IsHttp11(protocol) ? HttpVersion.Version11
        : HttpProtocol.IsHttp10(protocol) ? HttpVersion.Version10
        : HttpProtocol.IsHttp2(protocol) ? HttpVersion.Version20
        : HttpVersion.Version30;
}
