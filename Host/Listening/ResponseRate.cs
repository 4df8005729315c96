using Host.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;

namespace Host.Listening;

/// <summary>
/// How fast a client must read an ordinary response. Kestrel's own rate would go for every HTTP/2 connection as a whole, and end it for one stream
/// that is not read, WebSockets and all: so it is off for the server, on for each request of HTTP/1.1, and for one of HTTP/2 there is a limit of our own.
/// </summary>
internal sealed class ResponseRate(Replaceable<Limits> limits, TimeProvider time, ILogger<ResponseRate> logger, RequestDelegate next)
{
    // Kestrel's own default.
    public static readonly MinDataRate Least = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));

    public Task InvokeAsync(HttpContext context)
    {
        if (HttpProtocol.IsHttp2(context.Request.Protocol))
            return RunAsync(context);
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = Least;
        return next(context);
    }

    private async Task RunAsync(HttpContext context)
    {
        using var body = new TimedBody(context, limits.Current, time, logger);
        var kestrels = context.Features.Get<IHttpResponseBodyFeature>();
        context.Features.Set<IHttpResponseBodyFeature>(body);
        context.Features.Set<IHttpMinResponseDataRateFeature>(body);
        try
        {
            await next(context);
        }
        finally
        {
            context.Features.Set(kestrels);
        }
    }
}
