using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Host.Diagnostics;

/// <summary>Reports for programs. Their shape is documented: members are added to them and never renamed or removed.</summary>
[JsonSerializable(typeof(CheckReport))]
[JsonSerializable(typeof(HealthDetails))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    // For a terminal or a file: apostrophes and what is not ASCII stay readable.
    private static readonly ReportJson Readable = new(Written(JavaScriptEncoder.UnsafeRelaxedJsonEscaping));

    // For a browser, too: what clients have sent stays inside its string whatever the answer is taken for.
    private static readonly ReportJson Safe = new(Written(JavaScriptEncoder.Default));

    public static string Serialize(CheckReport report) => JsonSerializer.Serialize(report, Readable.CheckReport);

    public static string Serialize(HealthDetails details) => JsonSerializer.Serialize(details, Safe.HealthDetails);

    private static JsonSerializerOptions Written(JavaScriptEncoder encoder) =>
        new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = encoder };
}
