using Host.Connections;
using Host.Opening;
using Host.Plugins;
using Host.Swapping;
using Microsoft.AspNetCore.Http;

namespace Host.Diagnostics;

/// <summary>The health of the host, in a word for everyone, and with <c>?details</c> for those who may see them.</summary>
internal sealed class HealthPage(Readiness readiness, DetailsAccess access, PluginCatalog catalog, ServedPlugins plugins, Retirements retirements, AdapterCensus census)
{
    /// <summary>Says whether the host takes connections, and more where more is asked for.</summary>
    public Task AnswerAsync(HttpContext context) =>
        !context.Request.Query.ContainsKey("details") ? AnswerReadyAsync(context)
        : access.Allows(context) ? AnswerDetailsAsync(context)
        : RefuseAsync(context);

    /// <summary>Says whether the host takes connections.</summary>
    public Task AnswerReadyAsync(HttpContext context)
    {
        var isStopping = readiness.IsStopping;
        return AnswerAsync(context, StatusCode(isStopping), "text/plain", Status(isStopping));
    }

    /// <summary>Says that the host answers.</summary>
    public static Task AnswerLiveAsync(HttpContext context) => AnswerAsync(context, StatusCode(isStopping: false), "text/plain", Status(isStopping: false));

    private Task AnswerDetailsAsync(HttpContext context)
    {
        var isStopping = readiness.IsStopping;
        var adapters = plugins.Current.Adapters;
        var report = catalog.Report;
        var details = new HealthDetails(
            Status(isStopping), census.Since, [.. adapters.Adapters.Select(adapter => AdapterDetails.Of(adapter, census[adapter.Name]))], SampleSelection.Of(adapters),
            report.Ok, report.Folder, report.Rows, GenerationDetails.Of(catalog.Plugins, retirements.Running));
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return AnswerAsync(context, StatusCode(isStopping), "application/json", ReportJson.Serialize(details));
    }

    private Task RefuseAsync(HttpContext context)
    {
        if (!access.HasKey)
            return AnswerAsync(context, 403, "text/plain", "details are for clients on this machine, or by Health:Key, which is not set");
        // RFC 9110 15.5.2: a 401 must say how to authenticate.
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return AnswerAsync(context, 401, "text/plain", "details are for clients on this machine, or with Authorization: Bearer and Health:Key");
    }

    private static int StatusCode(bool isStopping) => isStopping ? 503 : 200;

    private static string Status(bool isStopping) => isStopping ? "stopping" : "ok";

    private static Task AnswerAsync(HttpContext context, int status, string type, string body)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.StatusCode = status;
        context.Response.ContentType = type + "; charset=utf-8";
        return context.Response.WriteAsync(body + "\n");
    }
}
