using System.Text;

namespace Host.Listening;

/// <summary>
/// Texts that many requests have in common: one string for all connections, which keep their requests as long as they are open. A table of fixed
/// size, in which a text has a few places to be in. Safe from any thread: a place holds a whole string or none, and what it holds is compared.
/// </summary>
internal static class SharedTexts
{
    /// <summary>Longer texts are not kept.</summary>
    public const int MostBytes = 256;

    // With the longest texts in all places that is half a mebibyte.
    private const int Rows = 256;
    private const int Places = 4;

    private static readonly string?[] Table = new string?[Rows * Places];
    private static uint _next;

    /// <summary>The text of bytes that are all ASCII. Not for what is a client's own: it stays here when its connection has ended.</summary>
    public static string Get(ReadOnlySpan<byte> ascii)
    {
        if (ascii.IsEmpty)
            return "";
        if (ascii.Length > MostBytes)
            return Encoding.ASCII.GetString(ascii);
        // Seeded for each process: nobody can choose texts for one place.
        var hash = new HashCode();
        hash.AddBytes(ascii);
        var row = Table.AsSpan((int)((uint)hash.ToHashCode() % Rows) * Places, Places);
        foreach (ref var place in row)
        {
            if (place is not { } kept)
                return place = Encoding.ASCII.GetString(ascii);
            if (Ascii.Equals(ascii, kept))
                return kept;
        }
        // Not always the same one: two that are often needed would take it from each other for ever.
        return row[(int)(_next++ % Places)] = Encoding.ASCII.GetString(ascii);
    }
}
