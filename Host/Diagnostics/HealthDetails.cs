using Host.Plugins;

namespace Host.Diagnostics;

/// <summary>What <c>/healthz?details</c> says.</summary>
/// <param name="Status"><c>ok</c> or <c>stopping</c>.</param>
/// <param name="Since">When the host was started.</param>
/// <param name="Adapters">In the order in which they are asked.</param>
/// <param name="Samples">Who gets a request of each revision.</param>
/// <param name="Ok">Whether no plugin was refused.</param>
/// <param name="Folder">The drop folder, or null where there is none.</param>
/// <param name="Rows">What became of the plugins.</param>
/// <param name="Generations">The loads of plugins that are in memory.</param>
internal sealed record HealthDetails(
    string Status, DateTimeOffset Since, IReadOnlyList<AdapterDetails> Adapters, IReadOnlyList<SampleSelection> Samples, bool Ok, string? Folder, IReadOnlyList<PluginReportRow> Rows,
    IReadOnlyList<GenerationDetails> Generations);
