using Host.Tests.Connections;
using Host.Tests.Listening.Http2;

namespace Proxies.Tests;

/// <summary>HTTP/2 between client and HAProxy, HTTP/1.1 from there.</summary>
public sealed class Http2Tests
{
    [Test]
    public async Task HAProxy_makes_an_upgrade_of_an_extended_CONNECT()
    {
        await using var site = await Site.StartAsync(ProxyProgram.HAProxy);
        await using var client = await Http2Client.ConnectAsync(site.EndPoint(tls: true), tls: true);
        // SETTINGS_ENABLE_CONNECT_PROTOCOL
        Assert.That((await client.Settings).GetValueOrDefault(8), Is.EqualTo(1));
        var stream = await client.OpenAsync("/demo");
        var connection = await site.Script.OpenedAsync();
        await stream.SendAsync(ClientFrame.Text("Hello"));

        Assert.That((await stream.ReadFrameAsync()).Text, Is.EqualTo("Hello"));
        Assert.That((connection.Protocol, connection.Request.IsSecure, connection.Request.Path), Is.EqualTo(("rfc6455", true, "/demo")));
        await stream.SendAsync(ClientFrame.Close(1000));
        Assert.That((await stream.ReadFrameAsync()).CloseCode, Is.EqualTo(1000));
    }
}
