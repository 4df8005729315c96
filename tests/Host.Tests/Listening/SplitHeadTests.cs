using System.Text;
using Host.Tests.Connections;

namespace Host.Tests.Listening;

/// <summary>Heads that arrive in pieces, each of which the server has looked at before the next one is sent.</summary>
public sealed class SplitHeadTests
{
    private WatchedListener _listener = null!;
    private RunningServer _server = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _listener = new WatchedListener();
        _server = await new ServerSetup { Configure = _listener.Use }.StartAsync();
    }

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public async Task A_handshake_may_be_cut_anywhere()
    {
        var request = Encoding.ASCII.GetBytes(RequestText.Upgrade());
        byte[] whole = [.. request, .. ClientFrame.Text("hello")];
        for (var cut = 1; cut < whole.Length; cut++)
        {
            using var client = await SendAsync(whole[..cut], whole[cut..]);
            Assert.That((await client.ReadResponseAsync()).Status, Is.EqualTo(101), $"cut at {cut}");
            Assert.That((await client.ReadFrameAsync()).Text, Is.EqualTo("hello"), $"cut at {cut}");
        }
    }

    [Test]
    public async Task An_ordinary_request_may_be_cut_anywhere()
    {
        var request = Encoding.ASCII.GetBytes(RequestText.Get("/healthz"));
        for (var cut = 1; cut < request.Length; cut++)
        {
            using var client = await SendAsync(request[..cut], request[cut..]);
            Assert.That((await client.ReadResponseAsync()).Body, Is.EqualTo("ok\n"), $"cut at {cut}");
            await client.SendAsync(RequestText.Upgrade());
            Assert.That((await client.ReadResponseAsync()).Status, Is.EqualTo(101), $"cut at {cut}");
        }
    }

    [Test]
    public async Task A_handshake_may_come_byte_by_byte()
    {
        using var client = await SendAsync([.. Encoding.ASCII.GetBytes(RequestText.Upgrade()).Select(octet => new[] { octet })]);
        Assert.That((await client.ReadResponseAsync()).Status, Is.EqualTo(101));
    }

    private async Task<RawClient> SendAsync(params byte[][] pieces)
    {
        var client = await RawClient.ConnectAsync(_server);
        var input = await _listener.AcceptedAsync();
        foreach (var piece in pieces)
        {
            await input.WaitForReadAsync();
            await client.SendAsync(piece);
        }
        return client;
    }
}
