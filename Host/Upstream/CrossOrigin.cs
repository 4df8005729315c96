using Microsoft.AspNetCore.Http;

namespace Host.Upstream;

/// <summary>
/// What a page of another origin must be told before its browser lets it see an answer (CORS, in the Fetch standard). Asked only where the origin
/// policy lets the page pass; then its cookies count, as they do with a WebSocket.
/// </summary>
internal static class CrossOrigin
{
    // Browsers cap it lower.
    private const string PreflightSeconds = "7200";

    public static void Allow(HttpContext context)
    {
        var headers = context.Response.Headers;
        // Also where there is none: the answer would be another one if there were.
        headers.Append("Vary", "Origin");
        if (context.Request.Headers.Origin is not [{ Length: > 0 } origin])
            return;
        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlAllowCredentials = "true";
    }

    /// <summary>Answers the browser's question what it may send.</summary>
    public static void AllowRequests(HttpContext context, IReadOnlyList<string> methods)
    {
        Allow(context);
        var headers = context.Response.Headers;
        var all = string.Join(", ", methods.Prepend("GET"));
        headers.Allow = all + ", OPTIONS";
        if (headers.AccessControlAllowOrigin.Count > 0)
        {
            headers.AccessControlAllowMethods = all;
            headers.AccessControlAllowHeaders = "Content-Type, Last-Event-ID";
            headers.AccessControlMaxAge = PreflightSeconds;
        }
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
