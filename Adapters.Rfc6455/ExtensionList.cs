using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Abstractions;
using Framing.Hybi;

namespace Adapters.Rfc6455;

/// <summary>The grammar of Sec-WebSocket-Extensions (RFC 6455 9.1).</summary>
internal static class ExtensionList
{
    // RFC 9110 5.6.2: tchar.
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Reads all fields together as one list of at least one extension; no field at all is no offer.</summary>
    /// <returns>The offers in order, or null where they break the grammar.</returns>
    public static IReadOnlyList<ExtensionOffer>? Parse(HeaderList headers)
    {
        List<ExtensionOffer>? offers = null;
        for (var i = 0; i < headers.Count; i++)
        {
            var header = headers[i];
            if (!header.Name.Equals(HeaderNames.SecWebSocketExtensions, StringComparison.OrdinalIgnoreCase))
                continue;
            offers ??= [];
            if (!TryParse(header.Value, offers))
                return null;
        }
        return offers is null ? [] : offers.Count > 0 ? offers : null;
    }

    // extension-list = 1#extension; empty elements are legal (RFC 9110 5.6.1.2).
    private static bool TryParse(ReadOnlySpan<char> text, List<ExtensionOffer> offers)
    {
        while (true)
        {
            SkipSpace(ref text);
            if (text is not ([] or [',', ..]))
            {
                if (!TryTakeExtension(ref text, out var offer))
                    return false;
                offers.Add(offer);
            }
            if (text.IsEmpty)
                return true;
            if (!Take(ref text, ','))
                return false;
        }
    }

    // extension = token *( ";" extension-param )
    private static bool TryTakeExtension(ref ReadOnlySpan<char> text, [NotNullWhen(true)] out ExtensionOffer? offer)
    {
        offer = null;
        if (TakeToken(ref text) is not { } name)
            return false;
        List<(string, string?)> parameters = [];
        while (Take(ref text, ';'))
        {
            if (!TryTakeParameter(ref text, out var parameter))
                return false;
            parameters.Add(parameter);
        }
        offer = new ExtensionOffer(name, parameters);
        return true;
    }

    // extension-param = token [ "=" ( token | quoted-string ) ]
    private static bool TryTakeParameter(ref ReadOnlySpan<char> text, out (string Name, string? Value) parameter)
    {
        parameter = default;
        if (TakeToken(ref text) is not { } name)
            return false;
        string? value = null;
        if (Take(ref text, '=') && (value = text is ['"', ..] ? TakeQuotedToken(ref text) : TakeToken(ref text)) is null)
            return false;
        parameter = (name, value);
        return true;
    }

    private static string? TakeToken(ref ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExcept(TokenCharacters);
        var length = end < 0 ? text.Length : end;
        if (length == 0)
            return null;
        var token = text[..length].ToString();
        text = text[length..];
        SkipSpace(ref text);
        return token;
    }

    // RFC 6455 9.1: what is left of a quoted-string after unescaping must be a token.
    private static string? TakeQuotedToken(ref ReadOnlySpan<char> text)
    {
        var token = new char[text.Length];
        var length = 0;
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                text = text[(i + 1)..];
                SkipSpace(ref text);
                return length > 0 ? new string(token, 0, length) : null;
            }
            if (text[i] == '\\' && ++i == text.Length)
                return null;
            if (!TokenCharacters.Contains(text[i]))
                return null;
            token[length++] = text[i];
        }
        return null;
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
