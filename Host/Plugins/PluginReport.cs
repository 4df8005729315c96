using Microsoft.Extensions.Logging;

namespace Host.Plugins;

/// <summary>What became of everything in the drop folder: the table that <c>--check</c> prints and the start logs.</summary>
/// <param name="Folder">The drop folder, or null where there is none.</param>
/// <param name="Rows">In the order in which the plugins were loaded.</param>
internal sealed record PluginReport(string? Folder, IReadOnlyList<PluginReportRow> Rows)
{
    /// <summary>Whether nothing was refused.</summary>
    public bool Ok => !Rows.Any(row => row.IsRefused);

    /// <summary>Logs each row as a line: an error where something was refused.</summary>
    public void Log(ILogger logger)
    {
        if (Rows.Count == 0)
            return;
        var lines = PluginReportText.Lines(Rows);
        logger.ReportLine(lines[0]);
        foreach (var (row, line) in Rows.Zip(lines.Skip(1)))
        {
            if (!row.IsRefused)
                logger.ReportLine(line);
            else if (row.Plugin is null)
                logger.FolderRefused(row.File!, row.Reason!, row.Remedy!);
            else
                logger.PluginRefused(row.Plugin, row.File!, row.Reason!, row.Remedy!);
        }
    }
}
