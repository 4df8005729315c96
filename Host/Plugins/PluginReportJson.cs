using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Host.Plugins;

/// <summary>A report for programs. Its shape is documented: members are added to it and never renamed or removed.</summary>
[JsonSerializable(typeof(PluginReport))]
internal sealed partial class PluginReportJson : JsonSerializerContext
{
    private static readonly PluginReportJson Readable = new(new JsonSerializerOptions
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        // For a terminal or a file, not for a page: apostrophes and what is not ASCII stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static string Serialize(PluginReport report) => JsonSerializer.Serialize(report, Readable.PluginReport);
}
