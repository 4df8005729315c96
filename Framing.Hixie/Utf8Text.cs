using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Framing.Hixie;

/// <summary>Finds what is not UTF-8 in text, so that U+FFFD can take its place.</summary>
internal static class Utf8Text
{
    private const int LongestCodePoint = 4;

    /// <summary>U+FFFD in UTF-8.</summary>
    public static ReadOnlyMemory<byte> Replacement { get; } = new byte[] { 0xEF, 0xBF, 0xBD };

    /// <summary>The length of the valid text in front.</summary>
    public static int ValidLength(ReadOnlySpan<byte> text)
    {
        if (Utf8.IsValid(text))
            return text.Length;
        // Both stop at the first invalid byte, so that text is gone through twice at most, however much of it is invalid.
        var length = 0;
        while (Rune.DecodeFromUtf8(text[length..], out _, out var consumed) == OperationStatus.Done)
            length += consumed;
        return length;
    }

    /// <summary>
    /// The length of what one U+FFFD replaces in front of text that is not valid there: as much as could have become a code point (Unicode 3.9,
    /// "maximal subpart"), at least one byte. At the end of the text this includes a code point that is broken off.
    /// </summary>
    public static int InvalidLength(ReadOnlySpan<byte> text)
    {
        Rune.DecodeFromUtf8(text, out _, out var consumed);
        return consumed;
    }

    /// <summary>The length of a code point at the end of the text that more bytes can complete, else 0.</summary>
    public static int UnfinishedLength(ReadOnlySpan<byte> text)
    {
        for (var length = 1; length < LongestCodePoint && length <= text.Length; length++)
        {
            var octet = text[^length];
            if (octet < 0x80)
                return 0;
            if (octet >= 0xC0)
                return Rune.DecodeFromUtf8(text[^length..], out _, out _) == OperationStatus.NeedMoreData ? length : 0;
        }
        return 0;
    }
}
