namespace Host.Plugins;

/// <summary>A report as a table for people.</summary>
internal static class PluginReportText
{
    private static readonly string[] Titles = ["PLUGIN", "KIND", "NAME", "VERSION", "CONTRACT", "PATH OR VERSIONS", "VERDICT"];

    /// <summary>The title line, then a line for each row.</summary>
    public static IReadOnlyList<string> Lines(IReadOnlyList<PluginReportRow> rows) => Align([Titles, .. rows.Select(Cells)]);

    /// <summary>The rows of a table as lines, each column as wide as its widest cell.</summary>
    public static IReadOnlyList<string> Align(string[][] cells)
    {
        // The last column is not followed by anything, so its width is its own.
        var widths = Enumerable.Range(0, cells[0].Length - 1).Select(column => cells.Max(row => row[column].Length)).Append(0).ToArray();
        return [.. cells.Select(row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))))];
    }

    /// <summary>The table, and the outcome in a sentence.</summary>
    public static string Page(PluginReport report)
    {
        var loaded = report.Rows.Where(row => row.Plugin is not null && !row.IsRefused).Select(row => row.Plugin).Distinct().Count();
        var refused = report.Rows.Count(row => row.Plugin is not null && row.IsRefused);
        var outcome = $"{loaded} of {loaded + refused} plugins loaded{(report.Folder is null ? "" : $" from {report.Folder}")}";
        return string.Join(Environment.NewLine, report.Rows.Count == 0 ? [outcome] : [.. Lines(report.Rows), "", outcome]);
    }

    private static string[] Cells(PluginReportRow row) =>
    [
        .. new[]
        {
            row.Plugin, row.Kind, row.Name, row.Version, row.Contract, row.Path ?? (row.Versions is { Count: > 0 } versions ? string.Join(", ", versions) : null),
            row.IsRefused ? $"refused: {row.File}: {row.Reason}. {row.Remedy}" : row.Verdict,
        }.Select(cell => string.IsNullOrEmpty(cell) ? "-" : Failure.OneLine(cell)),
    ];
}
