using Host.Opening;
using Host.Plugins;

namespace Host.Diagnostics;

/// <summary>What <c>--check</c> says: what was loaded, and who would get which opening handshake.</summary>
/// <param name="Ok">Whether nothing was refused.</param>
/// <param name="Folder">The drop folder, or null where there is none.</param>
/// <param name="Rows">What became of the plugins.</param>
/// <param name="Samples">Who would get a request of each revision.</param>
internal sealed record CheckReport(bool Ok, string? Folder, IReadOnlyList<PluginReportRow> Rows, IReadOnlyList<SampleSelection> Samples)
{
    private static readonly string[] Titles = ["REQUEST", "ADAPTER", "SENT BY"];

    public static CheckReport Of(PluginReport plugins, AdapterSet adapters) => new(plugins.Ok, plugins.Folder, plugins.Rows, SampleSelection.Of(adapters));

    /// <summary>For people: the plugins, then the selections.</summary>
    public string Page() => string.Join(
        Environment.NewLine, [PluginReportText.Page(new PluginReport(Folder, Rows)), "", .. PluginReportText.Align([Titles, .. Samples.Select(Cells)])]);

    private static string[] Cells(SampleSelection sample) =>
    [
        sample.Revision,
        sample.Adapter is null ? "none (426)" : sample.AlsoClaimedBy.Count == 0 ? sample.Adapter : $"{sample.Adapter}, also claimed by {string.Join(", ", sample.AlsoClaimedBy)}",
        sample.SentBy ?? "-",
    ];
}
