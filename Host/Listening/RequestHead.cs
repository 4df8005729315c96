using System.Buffers;
using System.Collections.Frozen;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Abstractions;

namespace Host.Listening;

/// <summary>
/// Reads the head of an HTTP/1 request, strictly: whatever is unusual in it is not for this parser, and Kestrel gets it untouched and answers
/// it. So this parser can refuse too much at no cost, and must never accept what Kestrel would refuse.
/// </summary>
internal static class RequestHead
{
    // Kestrel's limit.
    private const int MaxHeaders = 100;

    // RFC 9110 5.6.2: the characters of a token, of which methods and field names are made.
    private static readonly SearchValues<byte> TokenBytes =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    // RFC 9110 5.5: visible ASCII, space and tab; Kestrel decides on anything above.
    private static readonly SearchValues<byte> ValueBytes = SearchValues.Create([(byte)'\t', .. Enumerable.Range(0x20, 0x7F - 0x20).Select(octet => (byte)octet)]);

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");
    private static readonly SearchValues<char> AddressCharacters = SearchValues.Create("0123456789ABCDEFabcdef:.");

    // Names that nearly every opening handshake has: one string for all connections that keep their request.
    private static readonly string[] CommonNames =
    [
        "Host", "Upgrade", "Connection", "Origin", "Sec-WebSocket-Key", "Sec-WebSocket-Version", "Sec-WebSocket-Extensions", "Sec-WebSocket-Protocol",
        "User-Agent", "Accept-Encoding", "Accept-Language", "Cache-Control", "Pragma", "Cookie",
    ];

    // Fields whose values the clients of one page have in common. Not Sec-WebSocket-Protocol, in which some carry a secret.
    private static readonly FrozenSet<string> CommonValues = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Host", "Upgrade", "Connection", "Origin", "Sec-WebSocket-Version", "Sec-WebSocket-Extensions", "User-Agent", "Accept", "Accept-Encoding",
        "Accept-Language", "Cache-Control", "Pragma", "Sec-Fetch-Dest", "Sec-Fetch-Mode", "Sec-Fetch-Site");

    // The header fields of the head that is being read.
    [ThreadStatic]
    private static Header[]? _fields;

    /// <summary>Whether the first byte can be that of a request line; else no head needs to be waited for.</summary>
    public static bool MayBegin(byte first) => TokenBytes.Contains(first);

    /// <summary>The length of the head with its blank line, or -1 while it is incomplete.</summary>
    /// <param name="received">Everything received so far.</param>
    /// <param name="isUnusual">Whether the head ends in a way that is left to Kestrel.</param>
    public static int FindEnd(ReadOnlySpan<byte> received, out bool isUnusual)
    {
        // To Kestrel a line may end in LF alone, so a head may end in any of these.
        var end = received.IndexOf("\n\r\n"u8);
        var bare = received.IndexOf("\n\n"u8);
        isUnusual = (bare >= 0 && (end < 0 || bare < end)) || (end > 0 && received[end - 1] != (byte)'\r');
        return end < 0 ? -1 : end + 3;
    }

    /// <summary>Reads a whole head, its blank line included. Null where it is unusual.</summary>
    public static HandshakeRequest? Parse(ReadOnlySpan<byte> head, HandshakeEntry entry, bool isSecure, IPAddress? remote, X509Certificate2? clientCertificate = null)
    {
        head = head[..^2];
        if (!TryTakeLine(ref head, out var line) || !TryParseRequestLine(line, out var method, out var target, out var version))
            return null;
        if (ParseHeaders(head) is not { } list)
            return null;
        // RFC 9112 3.2: exactly one Host, and a good one; Kestrel answers anything else.
        if (list.Only("Host") is not { } host || !IsAuthority(host))
            return null;
        return new HandshakeRequest
        {
            Entry = entry, Method = method, RawTarget = target, HttpVersion = version, Headers = list, IsSecure = isSecure, RemoteAddress = remote, ClientCertificate = clientCertificate,
        };
    }

    private static HeaderList? ParseHeaders(ReadOnlySpan<byte> lines)
    {
        var fields = _fields ??= new Header[MaxHeaders];
        var count = 0;
        try
        {
            for (; !lines.IsEmpty; count++)
            {
                if (count == MaxHeaders || !TryTakeLine(ref lines, out var line) || !TryParseHeader(line, out fields[count]))
                    return null;
            }
            return HeaderList.Create(fields.AsSpan(0, count));
        }
        finally
        {
            // What a client has sent is kept by its connection alone.
            fields.AsSpan(0, Math.Min(count + 1, MaxHeaders)).Clear();
        }
    }

    private static bool TryTakeLine(ref ReadOnlySpan<byte> head, out ReadOnlySpan<byte> line)
    {
        var end = head.IndexOf("\r\n"u8);
        line = end < 0 ? default : head[..end];
        head = end < 0 ? default : head[(end + 2)..];
        return end >= 0;
    }

    private static bool TryParseRequestLine(ReadOnlySpan<byte> line, out string method, out string target, out Version version)
    {
        method = target = "";
        version = HttpVersion.Unknown;
        var first = line.IndexOf((byte)' ');
        var last = line.LastIndexOf((byte)' ');
        if (first <= 0 || last <= first + 1)
            return false;
        var methodBytes = line[..first];
        var targetBytes = line[(first + 1)..last];
        var versionBytes = line[(last + 1)..];
        if (methodBytes.ContainsAnyExcept(TokenBytes) || targetBytes.ContainsAnyExceptInRange((byte)0x21, (byte)0x7E))
            return false;
        // Whether an absolute target agrees with Host, and what may be encoded in a path, Kestrel knows.
        if (targetBytes[0] != (byte)'/' || targetBytes.IndexOf("%00"u8) >= 0)
            return false;
        if (versionBytes.SequenceEqual("HTTP/1.1"u8))
            version = HttpVersion.Version11;
        else if (versionBytes.SequenceEqual("HTTP/1.0"u8))
            version = HttpVersion.Version10;
        else
            return false;
        method = SharedTexts.Get(methodBytes);
        // Some carry a secret in the query.
        target = targetBytes.Contains((byte)'?') ? Encoding.ASCII.GetString(targetBytes) : SharedTexts.Get(targetBytes);
        return true;
    }

    private static bool TryParseHeader(ReadOnlySpan<byte> line, out Header header)
    {
        header = default;
        var colon = line.IndexOf((byte)':');
        if (colon <= 0 || line[..colon].ContainsAnyExcept(TokenBytes))
            return false;
        var value = line[(colon + 1)..].Trim(" \t"u8);
        if (value.ContainsAnyExcept(ValueBytes))
            return false;
        var name = NameOf(line[..colon]);
        header = new Header(name, CommonValues.Contains(name) ? SharedTexts.Get(value) : Encoding.ASCII.GetString(value));
        return true;
    }

    // A name or an address, an address of IPv6 in brackets, and perhaps a port.
    private static bool IsAuthority(ReadOnlySpan<char> host)
    {
        var isBracketed = host is ['[', ..];
        var end = isBracketed ? host.IndexOf(']') : host.IndexOf(':');
        var name = end < 0 ? host : host[..end];
        if (isBracketed ? end < 2 || name[1..].ContainsAnyExcept(AddressCharacters) : name.IsEmpty || name.ContainsAnyExcept(NameCharacters))
            return false;
        var rest = end < 0 ? default : host[(isBracketed ? end + 1 : end)..];
        return rest.IsEmpty || (rest is [':', _, ..] && !rest[1..].ContainsAnyExceptInRange('0', '9'));
    }

    private static string NameOf(ReadOnlySpan<byte> name)
    {
        foreach (var common in CommonNames)
        {
            if (Ascii.Equals(name, common))
                return common;
        }
        return SharedTexts.Get(name);
    }
}
