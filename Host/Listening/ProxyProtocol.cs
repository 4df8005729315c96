using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Host.Listening;

/// <summary>
/// Reads the header of HAProxy's PROXY protocol, version 1 (a line of text) or 2 (binary), which comes before everything else of a connection.
/// Strict: whoever sends it is a program that knows the protocol.
/// </summary>
internal static class ProxyProtocol
{
    // PROXY protocol 2.1: the longest line, its end included.
    private const int LongestLine = 107;
    private const int HeadLength = 16;

    private static ReadOnlySpan<byte> LineSignature => "PROXY "u8;

    private static ReadOnlySpan<byte> BinarySignature => "\r\n\r\n\0\r\nQUIT\n"u8;

    /// <summary>Reads the header once it is whole.</summary>
    /// <param name="received">Everything received so far.</param>
    /// <param name="client">Whom it names.</param>
    /// <returns>The header's length; 0 while it is incomplete.</returns>
    /// <exception cref="InvalidDataException">It is no header of the protocol.</exception>
    public static int Read(ReadOnlySpan<byte> received, out ProxiedClient? client)
    {
        client = null;
        if (Begins(received, LineSignature))
            return received.Length < LineSignature.Length ? 0 : ReadLine(received, out client);
        if (Begins(received, BinarySignature))
            return received.Length < HeadLength ? 0 : ReadBinary(received, out client);
        throw new InvalidDataException("it does not begin with a PROXY header");
    }

    private static bool Begins(ReadOnlySpan<byte> received, ReadOnlySpan<byte> signature)
    {
        var length = Math.Min(received.Length, signature.Length);
        return received[..length].SequenceEqual(signature[..length]);
    }

    private static int ReadLine(ReadOnlySpan<byte> received, out ProxiedClient? client)
    {
        client = null;
        var end = received[..Math.Min(received.Length, LongestLine)].IndexOf("\r\n"u8);
        if (end < 0)
            return received.Length < LongestLine ? 0 : throw Bad("its line does not end");
        var words = Encoding.Latin1.GetString(received[LineSignature.Length..end]).Split(' ');
        client = words switch
        {
            // PROXY protocol 2.1: the rest of the line is ignored.
            ["UNKNOWN", ..] => new ProxiedClient(null, IsSecure: false),
            ["TCP4", var source, var target, var from, var to] => ReadWords(AddressFamily.InterNetwork, source, target, from, to),
            ["TCP6", var source, var target, var from, var to] => ReadWords(AddressFamily.InterNetworkV6, source, target, from, to),
            _ => throw Bad("its line cannot be read"),
        };
        return end + 2;
    }

    private static ProxiedClient ReadWords(AddressFamily family, string source, string target, string from, string to)
    {
        if (!TryReadAddress(family, source, out var address) || !TryReadAddress(family, target, out _) || !TryReadPort(from, out var port) || !TryReadPort(to, out _))
            throw Bad("its line names no address, or no port");
        return new ProxiedClient(new IPEndPoint(address, port), IsSecure: false);
    }

    // The canonical form alone for IPv4: what else the class library takes, such as 1.2 or 0x7f.1, this protocol does not know.
    private static bool TryReadAddress(AddressFamily family, string text, out IPAddress address)
    {
        address = IPAddress.None;
        if (!IPAddress.TryParse(text, out var parsed) || parsed.AddressFamily != family || text.AsSpan().ContainsAny('%', '['))
            return false;
        address = parsed;
        return family == AddressFamily.InterNetworkV6 || parsed.ToString() == text;
    }

    private static bool TryReadPort(string text, out ushort port) => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port);

    private static int ReadBinary(ReadOnlySpan<byte> received, out ProxiedClient? client)
    {
        client = null;
        var command = received[12];
        // PROXY protocol 2.2: the version is 2, the command LOCAL or PROXY; anything else ends the connection.
        if (command is not (0x20 or 0x21))
            throw Bad("its version or its command is unknown");
        var length = HeadLength + BinaryPrimitives.ReadUInt16BigEndian(received[14..]);
        if (received.Length < length)
            return 0;
        var body = received[HeadLength..length];
        // PROXY protocol 2.2: LOCAL is the proxy itself, such as its health check, whatever follows.
        client = command == 0x20 ? new ProxiedClient(null, IsSecure: false) : ReadBody(received[13], body);
        return length;
    }

    private static ProxiedClient ReadBody(byte family, ReadOnlySpan<byte> body)
    {
        // PROXY protocol 2.2: two addresses and two ports; what is unspecified, or known to the receiver only by its length, names nobody.
        var (addresses, one) = (family >> 4) switch
        {
            0 => (0, 0),
            1 => (12, 4),
            2 => (36, 16),
            3 => (216, 0),
            _ => throw Bad("its address family is unknown"),
        };
        if (body.Length < addresses)
            throw Bad("its addresses are cut off");
        var endPoint = one == 0 ? null : new IPEndPoint(new IPAddress(body[..one]), BinaryPrimitives.ReadUInt16BigEndian(body[(2 * one)..]));
        return new ProxiedClient(endPoint, IsSecure: family != 0 && SaysTls(body[addresses..]));
    }

    // PROXY protocol 2.2.6: the first byte of PP2_TYPE_SSL is a set of flags, of which the lowest says that the client spoke TLS.
    private static bool SaysTls(ReadOnlySpan<byte> extensions)
    {
        const byte ssl = 0x20;
        while (!extensions.IsEmpty)
        {
            if (extensions.Length < 3 || extensions.Length < 3 + BinaryPrimitives.ReadUInt16BigEndian(extensions[1..]))
                throw Bad("its extensions are cut off");
            var value = extensions.Slice(3, BinaryPrimitives.ReadUInt16BigEndian(extensions[1..]));
            if (extensions[0] == ssl && !value.IsEmpty)
                return (value[0] & 1) != 0;
            extensions = extensions[(3 + value.Length)..];
        }
        return false;
    }

    private static InvalidDataException Bad(string why) => new($"its PROXY header is no good: {why}");
}
