using System.Net.Sockets;
using System.Text;

namespace Browser.Tests;

/// <summary>The least that a client of draft-hixie-thewebsocketprotocol-76 must do. None of its code is that of the adapter.</summary>
internal sealed class Hixie76Client : IDisposable
{
    // The example of the draft's section 1.2, with the answer it gives.
    private const string Key1 = "4 @1  46546xW%0l 1 5";
    private const string Key2 = "12998 5 Y3 1  .P00";
    private const string Key3 = "^n:ds[4U";
    private const string Answer = "8jKS'y:G*Co,Wxa-";

    private readonly TcpClient _tcp = new();
    private NetworkStream _stream = null!;

    public static async Task<Hixie76Client> ConnectAsync(Uri server, string target, CancellationToken cancellationToken)
    {
        var client = new Hixie76Client();
        await client._tcp.ConnectAsync(server.Host, server.Port, cancellationToken);
        client._stream = client._tcp.GetStream();
        await client._stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET {target} HTTP/1.1\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\nHost: {server.Authority}\r\nOrigin: http://{server.Authority}\r\n" +
            $"Sec-WebSocket-Key1: {Key1}\r\nSec-WebSocket-Key2: {Key2}\r\n\r\n{Key3}"), cancellationToken);
        var head = await client.ReadUntilAsync("\r\n\r\n"u8.ToArray(), cancellationToken);
        Assert.That(Encoding.Latin1.GetString(head), Does.StartWith("HTTP/1.1 101 "));
        var answer = new byte[16];
        await client._stream.ReadExactlyAsync(answer, cancellationToken);
        Assert.That(Encoding.ASCII.GetString(answer), Is.EqualTo(Answer));
        return client;
    }

    public async Task SendAsync(string text, CancellationToken cancellationToken) =>
        await _stream.WriteAsync((byte[])[0x00, .. Encoding.UTF8.GetBytes(text), 0xFF], cancellationToken);

    public async Task<string> ReceiveAsync(CancellationToken cancellationToken)
    {
        var frame = await ReadUntilAsync([0xFF], cancellationToken);
        Assert.That(frame[0], Is.Zero, "the type of a text frame");
        return Encoding.UTF8.GetString(frame.AsSpan(1..^1));
    }

    public async Task ReceiveUntilAsync(string text, CancellationToken cancellationToken)
    {
        while (await ReceiveAsync(cancellationToken) != text)
        {
        }
    }

    /// <summary>The closing handshake: FF 00 each way.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        byte[] close = [0xFF, 0x00];
        await _stream.WriteAsync(close, cancellationToken);
        var answer = new byte[2];
        await _stream.ReadExactlyAsync(answer, cancellationToken);
        Assert.That(answer, Is.EqualTo(close));
    }

    public void Dispose() => _tcp.Dispose();

    private async Task<byte[]> ReadUntilAsync(byte[] end, CancellationToken cancellationToken)
    {
        var read = new List<byte>();
        var next = new byte[1];
        while (!read.TakeLast(end.Length).SequenceEqual(end))
        {
            await _stream.ReadExactlyAsync(next, cancellationToken);
            read.Add(next[0]);
        }
        return [.. read];
    }
}
