using System.Net;
using System.Net.Sockets;

namespace Proxies.Tests;

/// <summary>
/// A free port of 127.0.0.1 for a program that cannot be told to take any. A socket that is bound and does not listen keeps it from everybody
/// who asks for any port, and not from those who ask for this one and set SO_REUSEADDR, as servers do.
/// </summary>
internal sealed class ReservedPort : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public ReservedPort()
    {
        _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    }

    public IPEndPoint EndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    public void Dispose() => _socket.Dispose();
}
