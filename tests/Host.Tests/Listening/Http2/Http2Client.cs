using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Host.Tests.Listening.Http2;

/// <summary>
/// One connection of HTTP/2, with prior knowledge or by ALPN, on which a test opens streams. Its connection window is never in the way; the
/// window of a stream is what the test gives it.
/// </summary>
internal sealed class Http2Client : IAsyncDisposable
{
    private const int Largest = int.MaxValue;
    private const int FirstWindow = 65535;

    private readonly CancellationTokenSource _hang = new(RawClient.HangLimit);
    private readonly SemaphoreSlim _writing = new(1);
    private readonly ConcurrentDictionary<int, Http2Stream> _streams = new();
    private readonly TaskCompletionSource<Dictionary<int, uint>> _settings = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _goAway = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Stream _stream;
    private TaskCompletionSource _reading = new();
    private int _lastStream = -1;

    private Http2Client(Stream stream)
    {
        _stream = stream;
        _reading.SetResult();
        Ended = ReadAllAsync();
    }

    /// <summary>Completes when the connection has ended.</summary>
    public Task Ended { get; }

    /// <summary>The server's settings, by their numbers.</summary>
    public Task<Dictionary<int, uint>> Settings => _settings.Task.WaitAsync(_hang.Token);

    /// <summary>Completes when the server has said that it takes no more streams.</summary>
    public Task GoAway => _goAway.Task.WaitAsync(_hang.Token);

    /// <param name="server">The server.</param>
    /// <param name="tls">By ALPN over TLS; else with prior knowledge.</param>
    /// <param name="window">The window of each stream, from the server to here.</param>
    /// <param name="options">Changes how TLS begins.</param>
    public static Task<Http2Client> ConnectAsync(RunningServer server, bool tls, int window = FirstWindow, Action<SslClientAuthenticationOptions>? options = null) =>
        ConnectAsync(server.EndPoint(tls), tls, window, options);

    /// <summary>Likewise to what is in front of a server.</summary>
    public static async Task<Http2Client> ConnectAsync(IPEndPoint server, bool tls, int window = FirstWindow, Action<SslClientAuthenticationOptions>? options = null)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server);
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        if (tls)
        {
            var encrypted = new SslStream(stream);
            var authentication = new SslClientAuthenticationOptions
            {
                TargetHost = "server.example",
                ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
                RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
            };
            options?.Invoke(authentication);
            await encrypted.AuthenticateAsClientAsync(authentication).WaitAsync(RawClient.HangLimit);
            Assert.That(encrypted.NegotiatedApplicationProtocol, Is.EqualTo(SslApplicationProtocol.Http2));
            stream = encrypted;
        }
        var client = new Http2Client(stream);
        // No dynamic table (1), no push (2), and the window (4).
        await client.SendRawAsync([
            .. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8,
            .. Bytes(Http2Frame.Settings, 0, 0, [0, 1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 4, .. Number(window)]),
            .. Bytes(Http2Frame.WindowUpdate, 0, 0, Number(Largest - FirstWindow)),
        ]);
        return client;
    }

    /// <summary>Sends a request without ending its stream.</summary>
    public async Task<Http2Stream> RequestAsync(params (string Name, string Value)[] fields)
    {
        await _writing.WaitAsync(_hang.Token);
        try
        {
            // The numbers of streams must come in their order.
            var stream = new Http2Stream(this, _lastStream += 2, _hang.Token);
            _streams[stream.Id] = stream;
            await _stream.WriteAsync(Bytes(Http2Frame.Headers, Http2Frame.EndHeaders, stream.Id, HeaderBlock.Write(fields)), _hang.Token);
            return stream;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Asks for a WebSocket by extended CONNECT.</summary>
    public Task<Http2Stream> ConnectStreamAsync(string path = "/chat", string protocol = "websocket", params (string Name, string Value)[] more) => RequestAsync([
        (":method", "CONNECT"), (":protocol", protocol), (":scheme", _stream is SslStream ? "https" : "http"), (":path", path), (":authority", "server.example"), .. more]);

    /// <summary>Opens a WebSocket, which must be accepted.</summary>
    public async Task<Http2Stream> OpenAsync(string path = "/chat")
    {
        var stream = await ConnectStreamAsync(path, "websocket", ("sec-websocket-version", "13"));
        var (status, _) = await stream.ReadHeadAsync();
        Assert.That(status, Is.EqualTo(200));
        return stream;
    }

    /// <summary>An ordinary request, and the text of its answer.</summary>
    public async Task<string> GetAsync(string path = "/healthz")
    {
        var stream = await RequestAsync((":method", "GET"), (":scheme", _stream is SslStream ? "https" : "http"), (":path", path), (":authority", "server.example"));
        await stream.EndAsync();
        var (status, _) = await stream.ReadHeadAsync();
        return $"{status} {System.Text.Encoding.UTF8.GetString(await stream.ReadToEndAsync())}";
    }

    public Task SendAsync(int type, int flags, int stream, ReadOnlySpan<byte> payload) => SendRawAsync(Bytes(type, flags, stream, payload));

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        await Ended;
        _hang.Dispose();
    }

    /// <summary>Reads no more of TCP than what has arrived, until <see cref="ReadOn"/>.</summary>
    public void StopReading() => _reading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void ReadOn() => _reading.SetResult();

    public static byte[] Number(int number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }

    private async Task SendRawAsync(byte[] bytes)
    {
        await _writing.WaitAsync(_hang.Token);
        try
        {
            await _stream.WriteAsync(bytes, _hang.Token);
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task ReadAllAsync()
    {
        try
        {
            while (true)
            {
                await HandleAsync(await ReadAsync());
                await _reading.Task.WaitAsync(_hang.Token);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            foreach (var stream in _streams.Values)
                stream.End();
        }
    }

    private async Task HandleAsync(Http2Frame frame)
    {
        switch (frame.Type)
        {
            case Http2Frame.Settings when (frame.Flags & Http2Frame.Acknowledge) == 0:
                var settings = frame.Payload.Chunk(6).ToDictionary(setting => (int)BinaryPrimitives.ReadUInt16BigEndian(setting), setting => BinaryPrimitives.ReadUInt32BigEndian(setting.AsSpan(2)));
                _settings.TrySetResult(settings);
                await SendAsync(Http2Frame.Settings, Http2Frame.Acknowledge, 0, []);
                break;
            case Http2Frame.GoAway:
                _goAway.TrySetResult();
                break;
            case Http2Frame.WindowUpdate or Http2Frame.Ping:
                // No test sends more than the windows allow.
                break;
            default:
                if (_streams.TryGetValue(frame.Stream, out var stream))
                    stream.Add(frame);
                break;
        }
    }

    private async Task<Http2Frame> ReadAsync()
    {
        var head = new byte[9];
        await _stream.ReadExactlyAsync(head, _hang.Token);
        var payload = new byte[head[0] << 16 | head[1] << 8 | head[2]];
        await _stream.ReadExactlyAsync(payload, _hang.Token);
        return new Http2Frame(head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)), payload);
    }

    private static byte[] Bytes(int type, int flags, int stream, ReadOnlySpan<byte> payload) =>
        [(byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, (byte)type, (byte)flags, .. Number(stream), .. payload];
}
