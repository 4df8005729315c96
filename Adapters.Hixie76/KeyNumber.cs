namespace Adapters.Hixie76;

/// <summary>The number that is hidden in Sec-WebSocket-Key1 and -Key2 (hybi-00 5.2 steps 4 to 7).</summary>
internal static class KeyNumber
{
    /// <summary>Reads the number: the digits of the key, divided by its spaces.</summary>
    /// <param name="key">The value as it came: every space counts.</param>
    /// <param name="number">The number, where there is one.</param>
    /// <returns>What is wrong with the key, as the end of a sentence, or null.</returns>
    public static string? Read(ReadOnlySpan<char> key, out uint number)
    {
        number = 0;
        // hybi-00 5.2 step 5: abort where there are no spaces, which is a symptom of a cross-protocol attack.
        var spaces = (ulong)key.Count(' ');
        if (spaces == 0)
            return "has no space";
        if (!key.ContainsAnyInRange('0', '9'))
            return "has no digit";
        var most = spaces * uint.MaxValue;
        var digits = 0UL;
        foreach (var character in key)
        {
            if (!char.IsAsciiDigit(character))
                continue;
            digits = (digits * 10) + (uint)(character - '0');
            // Here, and not after the loop: no number of digits can overflow.
            if (digits > most)
                return "has a number of more than 32 bits";
        }
        // hybi-00 5.2 step 6: abort where the number is not an integral multiple of the spaces.
        if (digits % spaces != 0)
            return "has a number that is no multiple of its spaces";
        number = (uint)(digits / spaces);
        return null;
    }
}
