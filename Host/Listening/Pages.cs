using Abstractions;
using Host.Diagnostics;
using Host.Opening;
using Host.Plugins;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.FileProviders;

namespace Host.Listening;

/// <summary>Ordinary HTTP on the same port: the health of the host, the pages of plugins, and an answer for everything else.</summary>
internal sealed class Pages(ServedPlugins plugins, OpeningHandshake opening, HealthPage health, IServiceProvider services)
{
    // Of the registrations, not of the set: a set that is not served any more must not be kept.
    private volatile ServedPages _served = new([], _ => Task.CompletedTask);

    public void Map(IApplicationBuilder application)
    {
        application.Run(context => context.Request.Path.Value switch
        {
            "/healthz" => health.AnswerAsync(context),
            "/healthz/ready" => health.AnswerReadyAsync(context),
            "/healthz/live" => HealthPage.AnswerLiveAsync(context),
            _ => AnswerAsync(context),
        });
    }

    private Task AnswerAsync(HttpContext context)
    {
        var pages = plugins.Current.Pages;
        var served = _served;
        if (served.Pages != pages)
            _served = served = new ServedPages(pages, Serve(pages));
        return served.Answer(context);
    }

    private RequestDelegate Serve(IReadOnlyList<PagesRegistration> pages)
    {
        var application = new ApplicationBuilder(services);
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
        application.Run(AnswerRestAsync);
        return application.Build();
    }

    private Task AnswerRestAsync(HttpContext context) => PipelineRequest.RefuseAsync(
        context, opening.Serves(context.Request.Path.Value ?? "") ? opening.NotAHandshake(PipelineRequest.VersionOf(context)) : HandshakeResponse.Refuse(404, "not found"));

    private sealed record ServedPages(IReadOnlyList<PagesRegistration> Pages, RequestDelegate Answer);
}
