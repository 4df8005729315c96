using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Host.Tests.Connections;

namespace Host.Tests.Listening;

/// <summary>One TCP connection, with TLS or without, on which a test sends and reads just the bytes it says.</summary>
internal sealed class RawClient : IDisposable
{
    /// <summary>No wait of a test takes this long; what does has hung.</summary>
    public static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _hang = new();
    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly PipeReader _input;

    private RawClient(Socket socket, Stream stream)
    {
        _socket = socket;
        _stream = stream;
        _input = PipeReader.Create(stream);
    }

    /// <param name="server">Where to.</param>
    /// <param name="tls">Whether over TLS.</param>
    /// <param name="from">Which address of this machine it comes from.</param>
    /// <param name="preamble">What is sent first of all, before TLS.</param>
    public static Task<RawClient> ConnectAsync(RunningServer server, bool tls = false, IPAddress? from = null, byte[]? preamble = null) =>
        ConnectAsync(server.EndPoint(tls), tls, from, preamble);

    /// <summary>Likewise to what is in front of a server.</summary>
    public static async Task<RawClient> ConnectAsync(IPEndPoint server, bool tls = false, IPAddress? from = null, byte[]? preamble = null)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (from is not null)
            socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(server);
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        if (preamble is not null)
            await stream.WriteAsync(preamble);
        if (!tls)
            return new RawClient(socket, stream);
        var encrypted = new SslStream(stream, leaveInnerStreamOpen: false, (_, certificate, _, _) => certificate?.GetCertHashString() == ServerCertificate.Hash);
        await encrypted.AuthenticateAsClientAsync("server.example").WaitAsync(HangLimit);
        return new RawClient(socket, encrypted);
    }

    /// <summary>Opens a WebSocket connection over TLS with any certificate of the server, and a certificate of the client's own or none.</summary>
    public static async Task<RawClient> OpenAsync(RunningServer server, X509Certificate2? certificate, string host = "server.example") =>
        await OpenAsync(server, Door.First, certificate, host);

    /// <summary>Likewise through either door.</summary>
    public static async Task<RawClient> OpenAsync(RunningServer server, Door door, X509Certificate2? certificate, string host = "server.example")
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server.EndPoint(tls: true));
        var encrypted = new SslStream(new NetworkStream(socket, ownsSocket: true), leaveInnerStreamOpen: false, (_, theirs, _, _) => theirs is not null);
        await encrypted.AuthenticateAsClientAsync(host, certificate is null ? null : [certificate], checkCertificateRevocation: false).WaitAsync(HangLimit);
        return await OpenAsync(new RawClient(socket, encrypted), door, "/chat", "");
    }

    /// <summary>Connects and opens a WebSocket connection, which must be accepted.</summary>
    public static async Task<RawClient> OpenAsync(
        RunningServer server, Door door = Door.First, bool tls = false, string target = "/chat", string headers = "", int? receiveBufferSize = null)
    {
        var client = await ConnectAsync(server, tls);
        if (receiveBufferSize is { } size)
            client._socket.ReceiveBufferSize = size;
        return await OpenAsync(client, door, target, headers);
    }

    private static async Task<RawClient> OpenAsync(RawClient client, Door door, string target, string headers)
    {
        if (door == Door.Later)
            await client.GetAsync();
        await client.SendAsync(RequestText.Upgrade(target, headers));
        var response = await client.ReadResponseAsync();
        Assert.That(response.Status, Is.EqualTo(101), response.Body);
        return client;
    }

    /// <summary>An ordinary request, after which the connection stays open.</summary>
    public async Task GetAsync()
    {
        await SendAsync(RequestText.Get("/healthz"));
        var response = await ReadResponseAsync();
        Assert.That((response.Status, response.Body), Is.EqualTo((200, "ok\n")));
    }

    /// <summary>Sends the text and the bytes after it at once.</summary>
    public Task SendAsync(string latin1, params byte[][] rest) => SendAsync((byte[])[.. Encoding.Latin1.GetBytes(latin1), .. rest.SelectMany(bytes => bytes)]);

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        await _stream.WriteAsync(bytes, Hang);
        await _stream.FlushAsync(Hang);
    }

    /// <summary>The head of a response, and its body unless it is a 101.</summary>
    public async Task<RawResponse> ReadResponseAsync()
    {
        var head = await ReadHeadAsync();
        var response = new RawResponse(head, "");
        if (response.Status == 101)
            return response;
        if (response.Headers.First("Content-Length") is { } length)
            return response with { Body = Encoding.UTF8.GetString(await ReadAsync(int.Parse(length, CultureInfo.InvariantCulture))) };
        if (response.Headers.HasToken("Transfer-Encoding", "chunked"))
            return response with { Body = await ReadChunksAsync() };
        return response with { Body = Encoding.UTF8.GetString(await ReadToEndAsync()) };
    }

    public async Task<ServerFrame> ReadFrameAsync()
    {
        var start = await ReadAsync(2);
        Assert.That(start[0] & 0xF0, Is.EqualTo(0x80), "The frame is a fragment, or has a reserved bit.");
        Assert.That(start[1] & 0x80, Is.Zero, "The frame is masked.");
        var length = start[1] switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(2)),
            127 => (int)BinaryPrimitives.ReadInt64BigEndian(await ReadAsync(8)),
            _ => start[1],
        };
        return new ServerFrame(start[0] & 0x0F, await ReadAsync(length));
    }

    /// <summary>Just so many bytes.</summary>
    public async Task<byte[]> ReadAsync(int count)
    {
        if (count == 0)
            return [];
        var result = await _input.ReadAtLeastAsync(count, Hang);
        if (result.Buffer.Length < count)
            throw new EndOfStreamException($"The server ended the stream after {result.Buffer.Length} of {count} bytes: {Encoding.Latin1.GetString(result.Buffer)}");
        var bytes = result.Buffer.Slice(0, count).ToArray();
        _input.AdvanceTo(result.Buffer.GetPosition(count));
        return bytes;
    }

    /// <summary>Everything until the server's FIN. A reset is an <see cref="IOException"/>.</summary>
    public async Task<byte[]> ReadToEndAsync()
    {
        while (true)
        {
            var result = await _input.ReadAsync(Hang);
            var bytes = result.IsCompleted ? result.Buffer.ToArray() : null;
            _input.AdvanceTo(bytes is null ? result.Buffer.Start : result.Buffer.End, result.Buffer.End);
            if (bytes is not null)
                return bytes;
        }
    }

    /// <summary>Reads to the end, be it a FIN or a reset.</summary>
    public async Task WaitForEndAsync()
    {
        try
        {
            await ReadToEndAsync();
        }
        catch (IOException)
        {
            // A reset is an end, too.
        }
    }

    public Socket Socket => _socket;

    /// <summary>Ends the sending direction and goes on reading.</summary>
    public async Task EndSendingAsync()
    {
        if (_stream is SslStream encrypted)
            await encrypted.ShutdownAsync();
        _socket.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Ends the connection with a reset.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Close();
    }

    public void Dispose()
    {
        _stream.Dispose();
        _hang.Dispose();
    }

    // Anew for each wait.
    private CancellationToken Hang
    {
        get
        {
            _hang.CancelAfter(HangLimit);
            return _hang.Token;
        }
    }

    private async Task<string> ReadHeadAsync()
    {
        while (true)
        {
            var result = await _input.ReadAsync(Hang);
            var text = Encoding.Latin1.GetString(result.Buffer);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
            if (end > 3)
            {
                _input.AdvanceTo(result.Buffer.GetPosition(end));
                return text[..end];
            }
            if (result.IsCompleted)
                throw new EndOfStreamException($"The server ended the stream without a whole head: '{text}'");
            _input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private async Task<string> ReadChunksAsync()
    {
        var body = new StringBuilder();
        while (true)
        {
            var size = "";
            while (!size.EndsWith("\r\n", StringComparison.Ordinal))
                size += (char)(await ReadAsync(1))[0];
            var length = int.Parse(size.Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            var chunk = await ReadAsync(length + 2);
            if (length == 0)
                return body.ToString();
            body.Append(Encoding.UTF8.GetString(chunk, 0, length));
        }
    }
}
