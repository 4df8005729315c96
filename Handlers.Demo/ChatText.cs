using System.Globalization;
using System.Text;
using Abstractions;

namespace Handlers.Demo;

/// <summary>What people type, made fit to stand in one line among those of others.</summary>
internal static class ChatText
{
    /// <summary>How many characters a line may have.</summary>
    public const int LineLength = 500;

    private const int NameLength = 24;
    private const int LongestCharacter = 4;

    /// <summary>Reads a message as one line: without control characters, and without space at its ends.</summary>
    /// <returns>False when it is too long.</returns>
    public static bool TryReadLine(Message message, out string line)
    {
        line = "";
        if (message.Payload.Length > LineLength * LongestCharacter)
            return false;
        line = Filter(message.Text, IsBreak, IsOverride).Trim();
        return line.EnumerateRunes().Count() <= LineLength;
    }

    /// <summary>A name as it is shown: short, visible, and not to be mistaken for a notice or for what somebody says. Empty where nothing is left.</summary>
    public static string Name(string? wish)
    {
        var visible = Filter(wish ?? "", IsBreak, rune => rune.Value == ':' || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format);
        var words = string.Join(' ', visible.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimStart('*', ' ');
        return string.Concat(words.EnumerateRunes().Take(NameLength)).TrimEnd();
    }

    // What ends a line, or does something to a terminal.
    private static bool IsBreak(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    // Embeddings, overrides and isolates: they would turn the text after them around.
    private static bool IsOverride(Rune rune) => rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);

    private static string Filter(string text, Func<Rune, bool> isSpace, Func<Rune, bool> isDropped)
    {
        var filtered = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (isSpace(rune))
                filtered.Append(' ');
            else if (!isDropped(rune))
                filtered.Append(rune);
        }
        return filtered.ToString();
    }
}
