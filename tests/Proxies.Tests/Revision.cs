using System.Text;
using Abstractions;
using Adapters.Rfc6455.Tests.Deflate;
using Contracts;
using Host.Tests.Connections;
using Host.Tests.Listening;

namespace Proxies.Tests;

/// <summary>How a client of a revision talks, byte for byte. All ask server.example for /demo.</summary>
public sealed record Revision(string Name, string Protocol)
{
    private const string KeyField = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    // What is no shorter compressed is not compressed.
    private static readonly byte[] LongText = [.. Enumerable.Repeat((byte)'x', 125)];

    /// <summary>No keys, no closing handshake, and a client that compares the first bytes of the answer one by one.</summary>
    public static readonly Revision Hixie75 = new("hixie75", "hixie75")
    {
        Handshake = RequestText.Get("/demo", "Upgrade: WebSocket\r\nConnection: Upgrade\r\nOrigin: http://page.example\r\n"),
        Begins = "HTTP/1.1 101 Web Socket Protocol Handshake\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n",
        Location = "WebSocket-Location",
        Hello = Hixie76Server.Text("Hello"), Echo = Hixie76Server.Text("Hello"),
        Code = CloseCode.AbnormalClosure,
    };

    /// <summary>The third key follows the head, and no Content-Length says so.</summary>
    public static readonly Revision Hixie76 = new("hixie76", "hixie76")
    {
        Handshake = Hixie76Server.Head() + Hixie76Server.Key3,
        Rest = Hixie76Server.Answer,
        Location = "Sec-WebSocket-Location",
        Hello = Hixie76Server.Text("Hello"), Echo = Hixie76Server.Text("Hello"),
        Close = Hixie76Server.Close, Closed = Hixie76Server.Close, Code = CloseCode.NoStatusReceived,
    };

    public static readonly Revision Hybi07 = Framed("hybi07", "hybi07", "Sec-WebSocket-Version: 7\r\n");

    public static readonly Revision Hybi10 = Framed("hybi10", "hybi10", "Sec-WebSocket-Version: 8\r\n");

    public static readonly Revision Rfc6455 = Framed("rfc6455", "rfc6455", "Sec-WebSocket-Version: 13\r\n");

    public static readonly Revision Deflate = Framed("rfc6455 with permessage-deflate", "rfc6455", "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Extensions: permessage-deflate\r\n") with
    {
        Hello = new DeflateClient(takesOver: false).Encode([new Frame(FrameKind.Text, LongText)]), Echo = [0x81, 125, .. LongText], IsCompressed = true,
    };

    public static IReadOnlyList<Revision> All { get; } = [Hixie75, Hixie76, Hybi07, Hybi10, Rfc6455, Deflate];

    /// <summary>The opening handshake, whole.</summary>
    public required string Handshake { get; init; }

    /// <summary>What the answer must begin with.</summary>
    public string Begins { get; init; } = "HTTP/1.1 101 ";

    /// <summary>What follows the answer's head.</summary>
    public string Rest { get; init; } = "";

    /// <summary>The field with the address that the client compares with its own, or null.</summary>
    public string? Location { get; init; }

    /// <summary>A message, as the client sends it.</summary>
    public required byte[] Hello { get; init; }

    /// <summary>The same, as the server sends it, but for compression.</summary>
    public required byte[] Echo { get; init; }

    /// <summary>Whether the server sends it compressed.</summary>
    public bool IsCompressed { get; init; }

    /// <summary>What the client sends to close, which may be nothing but the end of the stream.</summary>
    public byte[] Close { get; init; } = [];

    /// <summary>What it is answered.</summary>
    public byte[] Closed { get; init; } = [];

    /// <summary>What the handler is told then.</summary>
    public ushort Code { get; init; }

    /// <summary>Opens a connection, which must be accepted as a client of the revision has it.</summary>
    /// <returns>The address that the answer names; null where it names none.</returns>
    internal async Task<string?> OpenAsync(RawClient client)
    {
        await client.SendAsync(Handshake);
        var response = await client.ReadResponseAsync();
        Assert.That(response.Head, Does.StartWith(Begins), response.Body);
        Assert.That(Encoding.Latin1.GetString(await client.ReadAsync(Rest.Length)), Is.EqualTo(Rest));
        return Location is null ? null : response.Headers.Only(Location);
    }

    internal async Task AssertEchoesAsync(RawClient client)
    {
        await client.SendAsync(Hello);
        var echo = IsCompressed ? await ReadCompressedAsync(client) : await client.ReadAsync(Echo.Length);
        Assert.That(Convert.ToHexString(echo), Is.EqualTo(Convert.ToHexString(Echo)));
    }

    internal async Task AssertClosesAsync(RawClient client)
    {
        if (Close.Length == 0)
            await client.EndSendingAsync();
        else
            await client.SendAsync(Close);
        Assert.That(Convert.ToHexString(await client.ReadToEndAsync()), Is.EqualTo(Convert.ToHexString(Closed)));
    }

    public override string ToString() => Name;

    /// <summary>Reads a short frame as it would be without compression.</summary>
    private static async Task<byte[]> ReadCompressedAsync(RawClient client)
    {
        var head = await client.ReadAsync(2);
        // RFC 7692 6: RSV1 says that the message is compressed.
        Assert.That(head[0], Is.EqualTo(0xC1));
        var message = FrameEvent.Join(new DeflateClient(takesOver: false).Decode([.. head, .. await client.ReadAsync(head[1])])).Single();
        return [0x81, (byte)message.Payload.Length, .. message.Payload.Span];
    }

    private static Revision Framed(string name, string protocol, string headers) => new(name, protocol)
    {
        Handshake = RequestText.Get("/demo", $"Upgrade: websocket\r\nConnection: Upgrade\r\n{KeyField}{headers}"),
        Hello = ClientFrame.Text("Hello"), Echo = [0x81, 5, .. "Hello"u8],
        Close = ClientFrame.Close(1000), Closed = [0x88, 2, 0x03, 0xE8], Code = CloseCode.Normal,
    };
}
