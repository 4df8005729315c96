using Abstractions;
using Host.Opening;
using Host.Plugins;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.FileProviders;

namespace Host.Listening;

/// <summary>Ordinary HTTP on the same port: the health of the host, the pages of plugins, and an answer for everything else.</summary>
internal static class Pages
{
    public static void Map(IApplicationBuilder application, IEnumerable<PagesRegistration> pages, OpeningHandshake opening, Readiness readiness)
    {
        application.Use(next => context => context.Request.Path.Value switch
        {
            "/healthz" or "/healthz/ready" => AnswerHealth(context, isHealthy: !readiness.IsStopping),
            "/healthz/live" => AnswerHealth(context, isHealthy: true),
            _ => next(context),
        });
        // The longest path first: pages at / would serve an index for everything.
        foreach (var registration in pages.OrderByDescending(registration => registration.Path.Length))
        {
            application.UseFileServer(new FileServerOptions
            {
                RequestPath = registration.Path.TrimEnd('/'),
                FileProvider = new PhysicalFileProvider(registration.Directory),
                StaticFileOptions = { OnPrepareResponse = file => file.Context.Response.Headers.XContentTypeOptions = "nosniff" },
            });
        }
        application.Run(context => AnswerRestAsync(context, opening));
    }

    private static Task AnswerHealth(HttpContext context, bool isHealthy)
    {
        context.Response.StatusCode = isHealthy ? 200 : 503;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(isHealthy ? "ok\n" : "stopping\n");
    }

    private static Task AnswerRestAsync(HttpContext context, OpeningHandshake opening) => LaterRequestDoor.RefuseAsync(
        context, opening.Serves(context.Request.Path.Value ?? "") ? opening.UpgradeRequired() : HandshakeResponse.Refuse(404, "not found"));
}
