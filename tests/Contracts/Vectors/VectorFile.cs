using System.Text.Json;

namespace Contracts.Vectors;

/// <summary>The files of vectors, which travel inside this assembly.</summary>
internal static class VectorFile
{
    /// <summary>The vectors of all files whose name begins so.</summary>
    public static IEnumerable<JsonElement> Load(string prefix)
    {
        var assembly = typeof(VectorFile).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var document = JsonDocument.Parse(stream);
            foreach (var vector in document.RootElement.GetProperty("vectors").EnumerateArray())
                yield return vector.Clone();
        }
    }

    /// <summary>Bytes as the vectors write them: a list of parts, each repeated.</summary>
    public static byte[] Bytes(JsonElement parts)
    {
        var bytes = new MemoryStream();
        foreach (var part in parts.EnumerateArray())
        {
            var hex = Convert.FromHexString(part.GetProperty("hex").GetString()!);
            for (var i = part.GetProperty("count").GetInt32(); i > 0; i--)
                bytes.Write(hex);
        }
        return bytes.ToArray();
    }
}
