using Abstractions;
using Adapters.Rfc6455.Tests.Deflate;
using Contracts;

namespace Host.Tests.Listening;

/// <summary>permessage-deflate through the doors.</summary>
public sealed class DeflateTests
{
    private const string Offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";

    private static readonly Frame Text = new(FrameKind.Text, Enumerable.Repeat((byte)'x', 100_000).ToArray());

    [Test]
    public async Task A_compressed_message_is_echoed_compressed([Values] Door door, [Values] bool tls, [Values("Shared", "PerConnection")] string context)
    {
        await using var server = await StartAsync("--Plugins:Adapters.Rfc6455:Deflate:Enabled", "true", "--Plugins:Adapters.Rfc6455:Deflate:Context", context);
        using var client = await RawClient.OpenAsync(server, door, tls, headers: Offer);
        var deflate = new DeflateClient(takesOver: context == "PerConnection");
        await client.SendAsync(deflate.Encode([Text]));

        var header = await client.ReadAsync(4);
        Assert.That(header[0], Is.EqualTo(0xC1));
        Assert.That(header[1], Is.EqualTo(126));
        var frame = (byte[])[.. header, .. await client.ReadAsync((header[2] << 8) | header[3])];
        Assert.That(frame, Has.Length.LessThan(2000));
        Assert.That(FrameEvent.Join(deflate.Decode(frame)), Is.EqualTo([new FrameEvent(FrameKind.Text, Text.Payload)]));
    }

    [Test]
    public async Task Without_the_setting_an_offer_is_declined()
    {
        await using var server = await StartAsync();
        using var client = await RawClient.ConnectAsync(server);
        await client.SendAsync(RequestText.Upgrade("/chat", Offer));
        var response = await client.ReadResponseAsync();
        Assert.That(response.Status, Is.EqualTo(101));
        Assert.That(response.Headers.Contains("Sec-WebSocket-Extensions"), Is.False);
    }

    [Test]
    public async Task A_bad_setting_keeps_the_adapter_from_being_loaded_and_is_named()
    {
        await using var server = await StartAsync("--Plugins:Adapters.Rfc6455:Deflate:Level", "11");
        Assert.That(server.Log.Errors, Has.One.StartsWith("Plugin Adapters.Rfc6455 is not loaded")
            .And.One.Contains("Plugins:Adapters.Rfc6455:Deflate:Level is '11'; it must be a whole number from 1 to 9.").And.None.Contains(".."));
    }

    private static Task<RunningServer> StartAsync(params string[] settings) => new ServerSetup { Settings = settings }.StartAsync();
}
