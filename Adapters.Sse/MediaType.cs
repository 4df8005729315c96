namespace Adapters.Sse;

/// <summary>A media type (RFC 9110 8.3.1), or a range of an Accept field, with or without parameters.</summary>
internal static class MediaType
{
    public static bool Is(ReadOnlySpan<char> value, string type)
    {
        var end = value.IndexOf(';');
        return (end < 0 ? value : value[..end]).Trim().Equals(type, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether text of the type is UTF-8, which it is unless it says otherwise.</summary>
    public static bool IsUtf8(string value)
    {
        foreach (var parameter in value.Split(';', StringSplitOptions.TrimEntries).Skip(1))
        {
            if (parameter.StartsWith("charset=", StringComparison.OrdinalIgnoreCase))
                return parameter.AsSpan("charset=".Length).Trim('"') is var charset
                    && (charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || charset.Equals("us-ascii", StringComparison.OrdinalIgnoreCase));
        }
        return true;
    }
}
