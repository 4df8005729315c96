using System.Net;
using System.Runtime.InteropServices;
using Abstractions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Host.Listening;

/// <summary>A request in Kestrel's pipeline, as the opening handshake sees it, and its refusal.</summary>
internal static class PipelineRequest
{
    /// <param name="context">The request.</param>
    /// <param name="entry">The door it came through.</param>
    /// <param name="extendedProtocol">The protocol that an extended CONNECT asks for.</param>
    public static HandshakeRequest Read(HttpContext context, HandshakeEntry entry, string? extendedProtocol = null)
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
            Entry = entry,
            Method = feature.Method,
            RawTarget = feature.RawTarget,
            HttpVersion = VersionOf(context),
            // Kestrel makes a Host field of :authority.
            Headers = HeaderList.Create(CollectionsMarshal.AsSpan(headers)),
            IsSecure = context.Request.IsHttps || context.Features.Get<ProxiedClient>() is { IsSecure: true },
            RemoteAddress = context.Connection.RemoteIpAddress,
            ClientCertificate = context.Features.Get<ITlsConnectionFeature>()?.ClientCertificate,
            ExtendedProtocol = extendedProtocol,
        };
    }

    /// <summary>The version of HTTP.</summary>
    public static Version VersionOf(HttpContext context) =>
        HttpProtocol.IsHttp11(context.Request.Protocol) ? HttpVersion.Version11
        : HttpProtocol.IsHttp10(context.Request.Protocol) ? HttpVersion.Version10
        : HttpProtocol.IsHttp2(context.Request.Protocol) ? HttpVersion.Version20
        : HttpVersion.Version30;

    /// <summary>Writes a refusal as an ordinary response.</summary>
    public static async Task RefuseAsync(HttpContext context, HandshakeResponse refusal)
    {
        context.Response.StatusCode = refusal.StatusCode;
        foreach (var header in refusal.Headers)
            context.Response.Headers.Append(header.Name, header.Value);
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(refusal.Refusal + "\n");
    }
}
