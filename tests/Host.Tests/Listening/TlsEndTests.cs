using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Host.Tests.Connections;

namespace Host.Tests.Listening;

/// <summary>RFC 8446 6.1: over TLS the last thing that is sent says that it is the last, or the peer would have to take the end for a cut.</summary>
[CancelAfter(60_000)]
public sealed class TlsEndTests
{
    private const int Alert = 21;

    [Test]
    public async Task A_closing_handshake_ends_with_a_close_notify([Values] Door door, CancellationToken cancellationToken)
    {
        await using var server = await new ServerSetup().StartAsync();
        var later = door == Door.Later ? RequestText.Get("/healthz") : "";
        var types = await ConverseAsync(server, [.. Encoding.ASCII.GetBytes(later + RequestText.Upgrade("/chat")), .. ClientFrame.Close(1000)], cancellationToken);
        Assert.That(types[^1], Is.EqualTo(Alert), string.Join(' ', types));
    }

    [Test]
    public async Task A_failed_connection_ends_with_a_close_notify(CancellationToken cancellationToken)
    {
        await using var server = await new ServerSetup().StartAsync();
        var types = await ConverseAsync(server, [.. Encoding.ASCII.GetBytes(RequestText.Upgrade("/chat")), 0x81, 0x00], cancellationToken);
        Assert.That(types[^1], Is.EqualTo(Alert), string.Join(' ', types));
    }

    [Test]
    public async Task A_refused_handshake_ends_with_a_close_notify(CancellationToken cancellationToken)
    {
        await using var server = await new ServerSetup().StartAsync();
        var types = await ConverseAsync(server, Encoding.ASCII.GetBytes(RequestText.Upgrade("/nowhere")), cancellationToken);
        Assert.That(types[^1], Is.EqualTo(Alert), string.Join(' ', types));
    }

    // Sends the bytes, reads to the end, and gives the types of the records that came. TLS 1.3 would hide them.
    private static async Task<List<int>> ConverseAsync(RunningServer server, byte[] bytes, CancellationToken cancellationToken)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server.EndPoint(tls: true), cancellationToken);
        await using var recorded = new Recorder(socket);
        await using var tls = new SslStream(recorded, leaveInnerStreamOpen: true, (_, certificate, _, _) => certificate?.GetCertHashString() == ServerCertificate.Hash);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "server.example", EnabledSslProtocols = SslProtocols.Tls12 }, cancellationToken);
        await tls.WriteAsync(bytes, cancellationToken);
        await tls.CopyToAsync(Stream.Null, cancellationToken);
        return recorded.RecordTypes();
    }

    private sealed class Recorder(Socket socket) : NetworkStream(socket)
    {
        private readonly MemoryStream _received = new();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await base.ReadAsync(buffer, cancellationToken);
            _received.Write(buffer.Span[..count]);
            return count;
        }

        public List<int> RecordTypes()
        {
            var types = new List<int>();
            for (var rest = _received.ToArray().AsSpan(); !rest.IsEmpty; rest = rest[(5 + BinaryPrimitives.ReadUInt16BigEndian(rest[3..]))..])
                types.Add(rest[0]);
            return types;
        }
    }
}
