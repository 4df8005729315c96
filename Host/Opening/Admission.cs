using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Abstractions;
using Host.Configuration;
using Host.Connections;

namespace Host.Opening;

/// <summary>
/// The places for WebSocket connections: <c>Limits:Connections</c> in all, <c>Limits:ConnectionsPerAddress</c> for one address. A place is
/// taken before the handshake is answered. Safe from any thread.
/// </summary>
internal sealed class Admission(Replaceable<Limits> limits)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(AddressFamily Family, ulong Network), int> _addresses = [];
    private int _count;

    /// <summary>Takes a place, which <see cref="Leave"/> gives back.</summary>
    /// <param name="remote">Who asks; null, as on a Unix socket, is counted in all only.</param>
    /// <returns>Null where a place was taken, else the refusal.</returns>
    public HandshakeResponse? Enter(IPAddress? remote)
    {
        lock (_gate)
        {
            var current = limits.Current;
            if (_count >= current.Connections)
                return Refuse("connections", 503, "the server has as many connections as it may have");
            // Counted without a limit, too: there may be one while they are open.
            if (remote is not null)
            {
                var network = NetworkOf(remote);
                var count = _addresses.GetValueOrDefault(network);
                if (current.ConnectionsPerAddress > 0 && count >= current.ConnectionsPerAddress)
                    return Refuse("connections_per_address", 429, "this address has as many connections as it may have");
                _addresses[network] = count + 1;
            }
            _count++;
            return null;
        }
    }

    /// <summary>Gives the place back: once for each that was taken.</summary>
    public void Leave(IPAddress? remote)
    {
        lock (_gate)
        {
            _count--;
            if (remote is null)
                return;
            var network = NetworkOf(remote);
            if (--_addresses[network] == 0)
                _addresses.Remove(network);
        }
    }

    // RFC 6177: a site gets a /64 at least, and may use any address of it.
    private static (AddressFamily Family, ulong Network) NetworkOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        address.TryWriteBytes(bytes, out _);
        return (address.AddressFamily, BinaryPrimitives.ReadUInt64BigEndian(bytes));
    }

    private static HandshakeResponse Refuse(string limit, int status, string refusal)
    {
        WharfMetrics.BeyondLimit(limit);
        return HandshakeResponse.Refuse(status, refusal);
    }
}
