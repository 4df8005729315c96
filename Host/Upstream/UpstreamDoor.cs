using System.Globalization;
using Abstractions;
using Host.Configuration;
using Host.Connections;
using Host.Listening;
using Host.Opening;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Host.Upstream;

/// <summary>The door of requests to upstream addresses, and of the questions that browsers ask before they send one.</summary>
internal sealed class UpstreamDoor(OpeningHandshake opening, UpstreamAddresses addresses, Replaceable<Limits> limits, ILogger<UpstreamDoor> logger, RequestDelegate next)
{
    // To be delivered behind that of the number before, whichever comes first.
    private const string NumberParameter = "seq";

    public Task InvokeAsync(HttpContext context)
    {
        var isPreflight = HttpMethods.IsOptions(context.Request.Method);
        var isUpstream = !isPreflight && opening.UpstreamMethods.Contains(context.Request.Method) && context.Request.Query.ContainsKey(UpstreamAddresses.Parameter);
        if (!(isPreflight || isUpstream) || opening.UpstreamMethods.Count == 0 || !opening.Serves(context.Request.Path.Value ?? ""))
            return next(context);
        var request = PipelineRequest.Read(context, HandshakeEntry.Http);
        if (opening.RefuseOrigin(request) is { } refusal)
            return RefuseAsync(context, HandshakeResponse.Refuse(403, refusal));
        if (isUpstream)
            return TakeAsync(context, request);
        CrossOrigin.AllowRequests(context, opening.UpstreamMethods);
        return Task.CompletedTask;
    }

    private async Task TakeAsync(HttpContext context, HandshakeRequest request)
    {
        CrossOrigin.Allow(context);
        context.Response.Headers.CacheControl = "no-store";
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = limits.Current.MessageBytes;
        try
        {
            if (await DecideAsync(context, request) is { } refusal)
                await RefuseAsync(context, refusal);
            else
                context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        catch (Exception exception) when (exception is not BadHttpRequestException && EndOfTransport.Is(exception))
        {
            // The client did not wait for the answer.
            context.Abort();
        }
    }

    private async ValueTask<HandshakeResponse?> DecideAsync(HttpContext context, HandshakeRequest request)
    {
        if (context.Request.Query[UpstreamAddresses.Parameter] is not [{ } secret] || !addresses.TryFind(secret, out var channel))
            return UpstreamChannel.Gone();
        // Those of the connection, which may be older.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = channel.MessageBytes;
        long? number = null;
        if (context.Request.Query[NumberParameter] is { Count: > 0 } text)
        {
            if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) || parsed < 1)
                return HandshakeResponse.Refuse(400, "the number must be a whole one, from 1 on");
            number = parsed;
        }
        try
        {
            return await channel.TakeAsync(request, number, context.Request.BodyReader, context.RequestAborted);
        }
        catch (BadHttpRequestException exception)
        {
            // Too large by its own account, too slow, or not HTTP.
            return HandshakeResponse.Refuse(exception.StatusCode, exception.StatusCode == StatusCodes.Status413PayloadTooLarge ? "the message is too large" : "the body could not be read");
        }
    }

    private Task RefuseAsync(HttpContext context, HandshakeResponse refusal)
    {
        WharfMetrics.UpstreamRefused(refusal.StatusCode);
        // Without the query: the secret in it may be good still.
        ListeningLog.UpstreamRefused(logger, context.Request.Method, context.Request.Path.Value ?? "", context.Connection.RemoteIpAddress, refusal.StatusCode, refusal.Refusal);
        return PipelineRequest.RefuseAsync(context, refusal);
    }
}
