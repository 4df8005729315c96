using System.Buffers;
using Abstractions;
using Framing.Hybi;

namespace Adapters.Rfc6455;

/// <summary>The grammar of Sec-WebSocket-Extensions (RFC 6455 9.1).</summary>
internal static class ExtensionList
{
    // RFC 9110 5.6.2: tchar.
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Tells whether all fields together are one list of at least one extension; no field at all is no offer.</summary>
    public static bool IsWellFormed(HeaderList headers)
    {
        var fields = 0;
        var extensions = 0;
        foreach (var header in headers)
        {
            if (!header.Name.Equals(HeaderNames.SecWebSocketExtensions, StringComparison.OrdinalIgnoreCase))
                continue;
            fields++;
            if (!TryCount(header.Value, ref extensions))
                return false;
        }
        return fields == 0 || extensions > 0;
    }

    // extension-list = 1#extension; empty elements are legal (RFC 9110 5.6.1.2).
    private static bool TryCount(ReadOnlySpan<char> text, ref int extensions)
    {
        while (true)
        {
            SkipSpace(ref text);
            if (text is not ([] or [',', ..]))
            {
                if (!TakeExtension(ref text))
                    return false;
                extensions++;
            }
            if (text.IsEmpty)
                return true;
            if (!Take(ref text, ','))
                return false;
        }
    }

    // extension = token *( ";" extension-param )
    private static bool TakeExtension(ref ReadOnlySpan<char> text)
    {
        if (!TakeToken(ref text))
            return false;
        while (Take(ref text, ';'))
        {
            if (!TakeParameter(ref text))
                return false;
        }
        return true;
    }

    // extension-param = token [ "=" ( token | quoted-string ) ]
    private static bool TakeParameter(ref ReadOnlySpan<char> text)
    {
        if (!TakeToken(ref text))
            return false;
        if (!Take(ref text, '='))
            return true;
        return text is ['"', ..] ? TakeQuotedToken(ref text) : TakeToken(ref text);
    }

    private static bool TakeToken(ref ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExcept(TokenCharacters);
        var length = end < 0 ? text.Length : end;
        text = text[length..];
        SkipSpace(ref text);
        return length > 0;
    }

    // RFC 6455 9.1: what is left of a quoted-string after unescaping must be a token.
    private static bool TakeQuotedToken(ref ReadOnlySpan<char> text)
    {
        var length = 0;
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                text = text[(i + 1)..];
                SkipSpace(ref text);
                return length > 0;
            }
            if (text[i] == '\\' && ++i == text.Length)
                return false;
            if (!TokenCharacters.Contains(text[i]))
                return false;
            length++;
        }
        return false;
    }

    private static bool Take(ref ReadOnlySpan<char> text, char expected)
    {
        if (text.IsEmpty || text[0] != expected)
            return false;
        text = text[1..];
        SkipSpace(ref text);
        return true;
    }

    private static void SkipSpace(ref ReadOnlySpan<char> text) => text = text.TrimStart(" \t");
}
