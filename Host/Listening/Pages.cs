using Abstractions;
using Host.Diagnostics;
using Host.Opening;
using Host.Plugins;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.FileProviders;

namespace Host.Listening;

/// <summary>Ordinary HTTP on the same port: the health of the host, the pages of plugins, and an answer for everything else.</summary>
internal static class Pages
{
    public static void Map(IApplicationBuilder application, IEnumerable<PagesRegistration> pages, OpeningHandshake opening, HealthPage health)
    {
        application.Use(next => context => context.Request.Path.Value switch
        {
            "/healthz" => health.AnswerAsync(context),
            "/healthz/ready" => health.AnswerReadyAsync(context),
            "/healthz/live" => HealthPage.AnswerLiveAsync(context),
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

    private static Task AnswerRestAsync(HttpContext context, OpeningHandshake opening) => PipelineRequest.RefuseAsync(
        context, opening.Serves(context.Request.Path.Value ?? "") ? opening.NotAHandshake(PipelineRequest.VersionOf(context)) : HandshakeResponse.Refuse(404, "not found"));
}
