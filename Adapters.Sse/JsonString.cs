using System.Buffers;

namespace Adapters.Sse;

/// <summary>UTF-8 as a JSON string (RFC 8259 7): what must be escaped is, and nothing else.</summary>
internal static class JsonString
{
    private const int EscapeLength = 6;

    private static readonly SearchValues<byte> Escaped = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(value => (byte)value), (byte)'"', (byte)'\\']);

    /// <summary>The length with quotation marks.</summary>
    public static long Length(ReadOnlySpan<byte> text)
    {
        var length = 2L + text.Length;
        for (var next = text.IndexOfAny(Escaped); next >= 0; next = text.IndexOfAny(Escaped))
        {
            length += EscapeLength - 1;
            text = text[(next + 1)..];
        }
        return length;
    }

    /// <summary>Writes the string with quotation marks.</summary>
    /// <returns>Its length.</returns>
    public static int Write(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        var length = 0;
        destination[length++] = (byte)'"';
        while (true)
        {
            var next = text.IndexOfAny(Escaped);
            var plain = next < 0 ? text : text[..next];
            plain.CopyTo(destination[length..]);
            length += plain.Length;
            if (next < 0)
                break;
            length += Escape(text[next], destination[length..]);
            text = text[(next + 1)..];
        }
        destination[length++] = (byte)'"';
        return length;
    }

    private static int Escape(byte value, Span<byte> destination)
    {
        "\\u00"u8.CopyTo(destination);
        destination[4] = (byte)"0123456789abcdef"[value >> 4];
        destination[5] = (byte)"0123456789abcdef"[value & 0xF];
        return EscapeLength;
    }
}
