using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Host.Listening;

/// <summary>Has Kestrel see in a stop that a stream of HTTP/2 has ended, be it the last one of its connection: a client that says no more does not hold the stop up.</summary>
internal static class LastStream
{
    public static RequestDelegate Apply(RequestDelegate next) => context =>
    {
        if (context.Features.Get<Http2Heartbeat>() is not null)
            context.Response.OnCompleted(static context => SeeAsync((HttpContext)context), context);
        return next(context);
    };

    // END_STREAM was sent, or the stream reset.
    private static Task SeeAsync(HttpContext context)
    {
        if (context.Features.Get<IConnectionLifetimeNotificationFeature>() is { ConnectionClosedRequested.IsCancellationRequested: true })
            context.Features.Get<Http2Heartbeat>()?.Beat();
        return Task.CompletedTask;
    }
}
