using System.Text.Json.Serialization;

namespace Host.Plugins;

/// <summary>One thing that a plugin brings, or a plugin that was refused. Texts only, so that no report keeps a plugin in memory.</summary>
/// <param name="Plugin">The plugin's name; null for the drop folder itself.</param>
/// <param name="Kind"><c>adapter</c>, <c>handler</c>, <c>pages</c>; <c>plugin</c> for one that brings nothing or was refused; <c>folder</c>.</param>
internal sealed record PluginReportRow(string? Plugin, string Kind)
{
    /// <summary>The adapter's or handler's name.</summary>
    public string? Name { get; init; }

    /// <summary>The plugin's version.</summary>
    public string? Version { get; init; }

    /// <summary>The version of the contract that the plugin was built against.</summary>
    public string? Contract { get; init; }

    /// <summary>Where a handler or pages are served.</summary>
    public string? Path { get; init; }

    /// <summary>The <c>Sec-WebSocket-Version</c> values that an adapter answers to.</summary>
    public IReadOnlyList<string>? Versions { get; init; }

    public string Verdict => Reason is null ? "loaded" : "refused";

    /// <summary>The file or folder that a refusal is about, in the drop folder.</summary>
    public string? File { get; init; }

    /// <summary>Why it was refused; null where it was not.</summary>
    public string? Reason { get; init; }

    /// <summary>What is to be done about it: a sentence.</summary>
    public string? Remedy { get; init; }

    [JsonIgnore]
    public bool IsRefused => Reason is not null;

    /// <summary>What a plugin brings, each thing in a row.</summary>
    /// <remarks>Asks the plugin's adapters, so it throws what they throw.</remarks>
    public static IReadOnlyList<PluginReportRow> Of(LoadedPlugin plugin)
    {
        PluginReportRow[] rows =
        [
            .. plugin.Adapters.Select(adapter => Row("adapter") with { Name = adapter.Adapter.Name, Versions = [.. adapter.Adapter.Handshake.Versions] }),
            .. plugin.Handlers.Select(handler => Row("handler") with { Name = handler.Name, Path = handler.Path }),
            .. plugin.Pages.Select(pages => Row("pages") with { Path = pages.Path }),
        ];
        return rows.Length == 0 ? [Row("plugin")] : rows;

        PluginReportRow Row(string kind) => new(plugin.Name, kind) { Version = plugin.Version, Contract = plugin.Contract };
    }
}
