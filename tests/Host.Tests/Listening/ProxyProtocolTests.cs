using System.Net;
using System.Text;
using Host.Listening;

namespace Host.Tests.Listening;

public sealed class ProxyProtocolTests
{
    private const string Signature = "0D0A0D0A000D0A515549540A";
    private const string V4 = "C0000207" + "7F000001" + "1267" + "0050";
    private const string V6 = "20010DB8000000000000000000000007" + "00000000000000000000000000000001" + "1267" + "0050";

    private static readonly string Unix = new('0', 2 * 216);

    [TestCase("PROXY TCP4 192.0.2.7 127.0.0.1 4711 80\r\n", "192.0.2.7:4711")]
    [TestCase("PROXY TCP6 2001:db8::7 ::1 4711 80\r\n", "[2001:db8::7]:4711")]
    [TestCase("PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n", "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535")]
    [TestCase("PROXY UNKNOWN\r\n", null)]
    [TestCase("PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n", null, Description = "107 bytes: the longest")]
    public void A_line_names_the_client(string line, string? endPoint) => AssertReads(Encoding.ASCII.GetBytes(line), endPoint, isSecure: false);

    [TestCase("2111000C" + V4, "192.0.2.7:4711", false)]
    [TestCase("2112000C" + V4, "192.0.2.7:4711", false, Description = "over UDP")]
    [TestCase("21210024" + V6, "[2001:db8::7]:4711", false)]
    [TestCase("21000000", null, false, Description = "unspecified")]
    [TestCase("21000003AABBCC", null, false, Description = "unspecified, with what nobody need understand")]
    [TestCase("20000000", null, false, Description = "the proxy itself")]
    [TestCase("2011000C" + V4, null, false, Description = "the proxy itself, whatever follows")]
    [TestCase("2111000F" + V4 + "040000", "192.0.2.7:4711", false, Description = "padded")]
    [TestCase("21110014" + V4 + "2000050100000000", "192.0.2.7:4711", true, Description = "over TLS")]
    [TestCase("21110014" + V4 + "2000050000000000", "192.0.2.7:4711", false, Description = "not over TLS")]
    [TestCase("21110018" + V4 + "0200016820000501" + "00000000", "192.0.2.7:4711", true, Description = "behind another extension")]
    public void A_binary_header_names_the_client(string hex, string? endPoint, bool isSecure) => AssertReads(Convert.FromHexString(Signature + hex), endPoint, isSecure);

    [Test]
    public void The_end_of_a_Unix_socket_is_nobody() => AssertReads(Convert.FromHexString(Signature + "213100D8" + Unix), null, isSecure: false);

    [TestCase("GET / HTTP/1.1\r\n")]
    [TestCase("PROXY TCP4 192.0.2.7 127.0.0.1 4711\r\n")]
    [TestCase("PROXY TCP4 192.0.2.7 127.0.0.1 4711 80 90\r\n")]
    [TestCase("PROXY TCP4 192.0.2 127.0.0.1 4711 80\r\n")]
    [TestCase("PROXY TCP4 0x7f.0.0.1 127.0.0.1 4711 80\r\n")]
    [TestCase("PROXY TCP4 2001:db8::7 ::1 4711 80\r\n")]
    [TestCase("PROXY TCP6 192.0.2.7 127.0.0.1 4711 80\r\n")]
    [TestCase("PROXY TCP6 fe80::1%1 ::1 4711 80\r\n")]
    [TestCase("PROXY TCP4 192.0.2.7 127.0.0.1 65536 80\r\n")]
    [TestCase("PROXY TCP4 192.0.2.7 127.0.0.1 +1 80\r\n")]
    [TestCase("PROXY UDP4 192.0.2.7 127.0.0.1 4711 80\r\n")]
    [TestCase("proxy TCP4 192.0.2.7 127.0.0.1 4711 80\r\n")]
    [TestCase("PROXY  TCP4 192.0.2.7 127.0.0.1 4711 80\r\n")]
    public void A_line_that_is_no_good_is_refused(string line) => AssertRefuses(Encoding.ASCII.GetBytes(line));

    [Test]
    public void A_line_that_does_not_end_is_refused() => AssertRefuses(Encoding.ASCII.GetBytes("PROXY UNKNOWN " + new string('x', 93)));

    [TestCase("1111000C" + V4, Description = "version 1")]
    [TestCase("2211000C" + V4, Description = "an unknown command")]
    [TestCase("2141000C" + V4, Description = "an unknown family")]
    [TestCase("2111000B" + V4, Description = "addresses cut off")]
    [TestCase("2111000E" + V4 + "2000", Description = "an extension's head cut off")]
    [TestCase("2111000F" + V4 + "200005", Description = "an extension cut off")]
    public void A_binary_header_that_is_no_good_is_refused(string hex) => AssertRefuses(Convert.FromHexString(Signature + hex));

    [Test]
    public void Junk_is_read_or_refused()
    {
        var random = new Random(4711);
        var good = Convert.FromHexString(Signature + "21110014" + V4 + "2000050100000000");
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = (byte[])good.Clone();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                Assert.That(ProxyProtocol.Read(bytes, out _), Is.InRange(0, bytes.Length));
            }
            catch (InvalidDataException)
            {
                // As it should be.
            }
        }
    }

    private static void AssertReads(byte[] header, string? endPoint, bool isSecure)
    {
        for (var length = 0; length < header.Length; length++)
        {
            Assert.That(ProxyProtocol.Read(header.AsSpan(0, length), out var early), Is.Zero, $"after {length} bytes");
            Assert.That(early, Is.Null);
        }
        // What follows is not the header's.
        Assert.That(ProxyProtocol.Read([.. header, .. "GET / HTTP/1.1\r\n"u8], out var client), Is.EqualTo(header.Length));
        Assert.That(client, Is.EqualTo(new ProxiedClient(endPoint is null ? null : IPEndPoint.Parse(endPoint), isSecure)));
    }

    private static void AssertRefuses(byte[] header) =>
        Assert.That(() => ProxyProtocol.Read(header, out _), Throws.TypeOf<InvalidDataException>());
}
