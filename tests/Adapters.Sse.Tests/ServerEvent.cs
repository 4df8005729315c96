using System.Text;

namespace Adapters.Sse.Tests;

/// <summary>An event as a browser dispatches it: the parsing of WHATWG HTML 9.2.6, with plain loops and nothing of the adapter.</summary>
/// <param name="Type">Its name; <c>message</c> where it has none.</param>
/// <param name="Data">Its data.</param>
/// <param name="Id">The last id seen.</param>
internal sealed record ServerEvent(string Type, string Data, string Id)
{
    public static IReadOnlyList<ServerEvent> Parse(ReadOnlySpan<byte> stream, out int comments)
    {
        var events = new List<ServerEvent>();
        comments = 0;
        string type = "", id = "";
        var data = new StringBuilder();
        foreach (var line in Lines(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(stream)))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var field = colon < 0 ? line : line[..colon];
            var value = colon < 0 ? "" : line[(colon + 1)..];
            if (value.StartsWith(' '))
                value = value[1..];
            if (line.Length == 0)
            {
                if (data.Length > 0)
                    events.Add(new ServerEvent(type.Length == 0 ? "message" : type, data.ToString(0, data.Length - 1), id));
                data.Clear();
                type = "";
            }
            else if (colon == 0)
            {
                comments++;
            }
            else if (field == "data")
            {
                data.Append(value).Append('\n');
            }
            else if (field == "event")
            {
                type = value;
            }
            else if (field == "id" && !value.Contains('\0', StringComparison.Ordinal))
            {
                id = value;
            }
        }
        return data.Length == 0 ? events : throw new FormatException("The last event is unfinished.");
    }

    // Lines end with CR LF, LF or CR; what follows the last one is dropped.
    private static IEnumerable<string> Lines(string stream)
    {
        var start = 0;
        for (var i = 0; i < stream.Length; i++)
        {
            if (stream[i] is not ('\r' or '\n'))
                continue;
            yield return stream[start..i];
            if (stream[i] == '\r' && i + 1 < stream.Length && stream[i + 1] == '\n')
                i++;
            start = i + 1;
        }
    }
}
