using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Host.Listening;

/// <summary>
/// The least rate at which a client must read an ordinary response over HTTP/1.1. Kestrel's own would go for every HTTP/2 connection as a whole,
/// and end it for one stream that is not read, WebSockets and all.
/// </summary>
internal static class PageRate
{
    // Kestrel's own default.
    private static readonly MinDataRate Least = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));

    public static RequestDelegate Apply(RequestDelegate next) => context =>
    {
        // HTTP/2 has no rate for a request alone.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = Least;
        return next(context);
    };
}
