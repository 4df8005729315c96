using System.Net;
using System.Net.WebSockets;
using System.Text;

namespace Interop.DotNetClient;

/// <summary>What the client does with the server under test; Interop.Tests/lib/plan.js says the same for Node.</summary>
internal sealed class Plan(string revision) : IDisposable
{
    // Over HTTP/2 the WebSocket lives on a connection of this handler.
    private readonly HttpMessageInvoker _invoker = new(new SocketsHttpHandler());
    private readonly bool _deflate = revision.EndsWith("-deflate", StringComparison.Ordinal);
    private readonly bool _http2 = revision.StartsWith("rfc8441", StringComparison.Ordinal);
    private readonly byte[] _buffer = new byte[1024 * 1024];

    public int Checks { get; private set; }

    public string At { get; private set; } = "";

    public void Dispose() => _invoker.Dispose();

    public async Task ChatAsync(Uri url, string name, IEnumerable<string> names, CancellationToken cancellationToken)
    {
        using var socket = new ClientWebSocket();
        await CheckAsync("open", () => OpenAsync(socket, url, cancellationToken));
        await CheckAsync("chat", () => new Chat(socket).TalkAsync(name, names, cancellationToken));
    }

    public async Task PlayAsync(Uri url, CancellationToken cancellationToken)
    {
        using var socket = new ClientWebSocket();
        await CheckAsync("open", () => OpenAsync(socket, url, cancellationToken));
        await EchoAsync("text-hello", "Hello");
        await EchoAsync("text-empty", "");
        await EchoAsync("text-unicode", "Grüße ✓ 𝄞");
        foreach (var length in (int[])[125, 126, 65535, 65536])
            await EchoAsync($"text-{length}", string.Concat(Enumerable.Repeat("abcdefghij", length / 10 + 1))[..length]);
        await CheckAsync("burst", async () =>
        {
            string[] texts = ["b1", "b2", "b3"];
            foreach (var text in texts)
                await SendAsync(WebSocketMessageType.Text, Encoding.UTF8.GetBytes(text));
            foreach (var text in texts)
                await ExpectAsync(WebSocketMessageType.Text, Encoding.UTF8.GetBytes(text));
        });
        foreach (var length in (int[])[256, 0, 70000])
            await EchoBytesAsync($"binary-{length}", WebSocketMessageType.Binary, [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7 + 3))]);
        await CheckAsync("close", async () =>
        {
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", cancellationToken);
            if (socket.CloseStatus is { } status and not WebSocketCloseStatus.NormalClosure)
                throw new InvalidDataException($"close code {(int)status}");
        });

        Task EchoAsync(string name, string text) => EchoBytesAsync(name, WebSocketMessageType.Text, Encoding.UTF8.GetBytes(text));

        Task EchoBytesAsync(string name, WebSocketMessageType type, byte[] payload) => CheckAsync(name, async () =>
        {
            await SendAsync(type, payload);
            await ExpectAsync(type, payload);
        });

        Task SendAsync(WebSocketMessageType type, byte[] payload) => socket.SendAsync(payload, type, endOfMessage: true, cancellationToken);

        async Task ExpectAsync(WebSocketMessageType type, byte[] payload)
        {
            var length = 0;
            ValueWebSocketReceiveResult received;
            do
            {
                received = await socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken);
                length += received.Count;
            }
            while (!received.EndOfMessage);
            if (received.MessageType != type || !_buffer.AsSpan(0, length).SequenceEqual(payload))
                throw new InvalidDataException($"echo differs: {received.MessageType} of {length} bytes for {type} of {payload.Length}");
        }
    }

    private async Task OpenAsync(ClientWebSocket socket, Uri url, CancellationToken cancellationToken)
    {
        var options = socket.Options;
        options.KeepAliveInterval = TimeSpan.Zero;
        options.CollectHttpResponseDetails = true;
        options.SetRequestHeader("Origin", "http://127.0.0.1");
        if (_deflate)
            options.DangerousDeflateOptions = new WebSocketDeflateOptions();
        if (_http2)
        {
            options.HttpVersion = HttpVersion.Version20;
            options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        }
        await socket.ConnectAsync(url, _invoker, cancellationToken);
        if (_http2 && socket.HttpStatusCode != HttpStatusCode.OK)
            throw new InvalidDataException($"status {(int)socket.HttpStatusCode}");
        var extensions = socket.HttpResponseHeaders?
            .Where(header => header.Key.Equals("Sec-WebSocket-Extensions", StringComparison.OrdinalIgnoreCase)).SelectMany(header => header.Value).FirstOrDefault() ?? "";
        if (extensions.StartsWith("permessage-deflate", StringComparison.Ordinal) != _deflate)
            throw new InvalidDataException($"extensions: '{extensions}'");
    }

    private async Task CheckAsync(string name, Func<Task> action)
    {
        At = name;
        await action();
        Checks++;
    }
}
