using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;

namespace Interop.Tests;

/// <summary>The host when its open files run out.</summary>
[CancelAfter(180_000)]
[Platform(Exclude = "Win", Reason = "Windows has no such limit.")]
public sealed class DescriptorTests
{
    private const int Descriptors = 512;
    private const int NotForConnections = 256;

    private static readonly byte[] Request = Encoding.ASCII.GetBytes("GET /healthz/live HTTP/1.1\r\nHost: server.example\r\n\r\n");

    [Test]
    public async Task Without_a_free_descriptor_it_goes_on_and_accepts_again_when_there_is_one(
        [ValueSource(typeof(Transports), nameof(Transports.All))] string transport, CancellationToken cancellationToken)
    {
        await using var host = await HostProcess.StartAsync(Descriptors, "--transport", transport);
        using var client = new ClientWebSocket();
        await client.ConnectAsync(host.WebSocket("/echo"), cancellationToken);
        var kept = new List<Socket>();
        try
        {
            while (await ConnectAsync(host, cancellationToken) is { } socket)
                kept.Add(socket);

            // Each of them would have taken a descriptor that a thread or a file needs.
            var further = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => ConnectAsync(host, cancellationToken)));
            Assert.That(further, Is.All.Null);
            await AssertEchoesAsync(client, cancellationToken);
            Assert.That(await GetAsync(kept[0], cancellationToken), Is.True);
            await AssertRestsAsync(host, cancellationToken);
            Assert.That(kept, Has.Count.GreaterThan(100).And.Count.LessThan(Descriptors));
            Assert.That(host.Output.Split("closed unanswered: the limit of 512 open files").Length - 1, Is.EqualTo(1), host.Output);

            kept[^1].Dispose();
            Socket? again;
            while ((again = await ConnectAsync(host, cancellationToken)) is null)
                cancellationToken.ThrowIfCancellationRequested();
            kept.Add(again);
            await AssertEchoesAsync(client, cancellationToken);
        }
        finally
        {
            kept.ForEach(socket => socket.Dispose());
        }
    }

    [Test]
    public async Task The_limit_of_connections_follows_from_that_of_open_files(CancellationToken cancellationToken)
    {
        const int Connections = 3;
        await using var host = await HostProcess.StartAsync(NotForConnections + Connections);
        var clients = Enumerable.Range(0, Connections + 1).Select(_ => new ClientWebSocket()).ToList();
        try
        {
            foreach (var client in clients.SkipLast(1))
                await client.ConnectAsync(host.WebSocket("/echo"), cancellationToken);

            Assert.That(
                async () => await clients[^1].ConnectAsync(host.WebSocket("/echo"), cancellationToken),
                Throws.InstanceOf<WebSocketException>().With.Message.Contains("503"));
            using var http = new HttpClient();
            Assert.That((await http.GetAsync(host.Pages, cancellationToken)).StatusCode, Is.EqualTo(HttpStatusCode.OK), host.Output);
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    [Test]
    public void More_connections_than_the_limit_of_open_files_allows_are_refused_at_the_start() => Assert.That(
        async () => await HostProcess.StartAsync(Descriptors, "--Limits:Connections", "300"),
        Throws.InvalidOperationException.With.Message.Contains("Limits:Connections is '300'; it must be a whole number from 1 to 256."));

    // A connection on which a request was answered, or null where it was closed.
    private static async Task<Socket?> ConnectAsync(HostProcess host, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, host.Pages.Port, cancellationToken);
            if (await GetAsync(socket, cancellationToken))
                return socket;
        }
        catch (SocketException)
        {
            // A reset is an answer, too.
        }
        socket.Dispose();
        return null;
    }

    private static async Task<bool> GetAsync(Socket socket, CancellationToken cancellationToken)
    {
        await socket.SendAsync(Request, cancellationToken);
        var buffer = new byte[1024];
        var received = 0;
        int count;
        while (!Encoding.ASCII.GetString(buffer, 0, received).Contains("ok\n", StringComparison.Ordinal))
        {
            count = await socket.ReceiveAsync(buffer.AsMemory(received), cancellationToken);
            if (count == 0)
                return false;
            received += count;
        }
        return true;
    }

    private static async Task AssertEchoesAsync(ClientWebSocket client, CancellationToken cancellationToken)
    {
        await client.SendAsync("still there"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        var buffer = new byte[1024];
        var received = await client.ReceiveAsync(new ArraySegment<byte>(buffer), cancellationToken);
        Assert.That(Encoding.UTF8.GetString(buffer, 0, received.Count), Is.EqualTo("still there"));
    }

    // A loop that spins uses a core without an end; some second of rest comes to a host that does not.
    private static async Task AssertRestsAsync(HostProcess host, CancellationToken cancellationToken)
    {
        TimeSpan used;
        var watch = new Stopwatch();
        do
        {
            var before = host.ProcessorTime;
            watch.Restart();
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
            used = host.ProcessorTime - before;
        }
        while (used > watch.Elapsed / 4);
    }
}
