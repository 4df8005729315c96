using System.Net;

namespace Host.Sockets;

/// <summary>A <c>struct sockaddr</c> of Linux: the family in two bytes of the machine's order, then what the family has.</summary>
internal static class SocketAddressBytes
{
    /// <summary>That of IPv6, the longest that is read.</summary>
    public const int Length = 28;

    private const int InternetFamily = 2;
    private const int Internet6Family = 10;

    /// <summary>Makes those of two connections from one address equal.</summary>
    public static void ClearPort(Span<byte> address)
    {
        // sin_port and sin6_port at 2; sin6_flowinfo at 4.
        if (address.Length >= 4 && BitConverter.ToUInt16(address) is InternetFamily or Internet6Family)
            address[2..(BitConverter.ToUInt16(address) == InternetFamily ? 4 : 8)].Clear();
    }

    /// <summary>The address in it; null for a family without one.</summary>
    public static IPAddress? Read(ReadOnlySpan<byte> address) => address.Length < 2 ? null : BitConverter.ToUInt16(address) switch
    {
        // sin_addr at 4.
        InternetFamily => new IPAddress(address.Slice(4, 4)),
        // sin6_addr at 8, sin6_scope_id at 24.
        Internet6Family => new IPAddress(address.Slice(8, 16), BitConverter.ToUInt32(address[24..])),
        _ => null,
    };
}
