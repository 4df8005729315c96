using System.Net;
using Host.Sockets;

namespace Host.Tests.Sockets;

/// <summary>Addresses as the system hands them over.</summary>
public sealed class SocketAddressBytesTests
{
    [TestCase("192.0.2.7")]
    [TestCase("2001:db8::7")]
    [TestCase("fe80::7%3")]
    public void It_is_read_with_any_port(string text)
    {
        var address = IPAddress.Parse(text);
        var (one, another) = (BytesOf(address, 80), BytesOf(address, 40000));
        Assert.That(another, Is.Not.EqualTo(one));
        Assert.That(SocketAddressBytes.Read(one), Is.EqualTo(address));
        SocketAddressBytes.ClearPort(one);
        SocketAddressBytes.ClearPort(another);
        Assert.That(another, Is.EqualTo(one));
        Assert.That(SocketAddressBytes.Read(one), Is.EqualTo(address));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    public void One_without_an_address_has_none(int length)
    {
        var bytes = new byte[length];
        SocketAddressBytes.ClearPort(bytes);
        Assert.That(SocketAddressBytes.Read(bytes), Is.Null);
    }

    private static byte[] BytesOf(IPAddress address, int port) => [.. new IPEndPoint(address, port).Serialize().Buffer.ToArray()];
}
