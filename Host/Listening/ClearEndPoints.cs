using System.Net;

namespace Host.Listening;

/// <summary>
/// The addresses on which HTTP/1.1 is spoken in the clear from the first byte on: no TLS, no PROXY protocol. A transport is told an address only,
/// so those are remembered here, where it looks them up when it binds.
/// </summary>
internal sealed class ClearEndPoints
{
    private readonly HashSet<EndPoint> _same = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<EndPoint> _equal = [];

    /// <summary>Notes an address as Kestrel will pass it on.</summary>
    public void Add(EndPoint endPoint)
    {
        // There may be several with port 0, with TLS and without, so such an address stands for itself alone.
        if (endPoint is not IPEndPoint { Port: 0 })
            _equal.Add(endPoint);
        _same.Add(endPoint);
    }

    /// <summary>Notes both addresses that <c>localhost</c> stands for, of which Kestrel makes its own.</summary>
    public void AddLocalhost(int port)
    {
        Add(new IPEndPoint(IPAddress.Loopback, port));
        Add(new IPEndPoint(IPAddress.IPv6Loopback, port));
    }

    public bool Contains(EndPoint endPoint) => _same.Contains(endPoint) || _equal.Contains(endPoint);
}
