using System.Net;
using Host.Tests.Connections;
using Host.Tests.Listening;
using Host.Tests.Listening.Http2;
using Host.Tests.Listening.Upstream;

namespace Proxies.Tests;

/// <summary>HAProxy that passes bytes on and knows no HTTP, and says who its client is by the PROXY protocol.</summary>
public sealed class ProxyProtocolTests
{
    private static readonly IPAddress From = IPAddress.Parse("127.0.0.2");

    private static IEnumerable<TestCaseData> Carried =>
        from option in (string[])["send-proxy", "send-proxy-v2", "send-proxy-v2-ssl"]
        from revision in Revision.All
        from tls in (bool[])[false, true]
        select new TestCaseData(option, revision, tls);

    [TestCaseSource(nameof(Carried))]
    public async Task Every_revision_is_carried(string option, Revision revision, bool tls)
    {
        await using var site = await StartAsync(option);
        using var client = await site.ConnectAsync(tls, From);

        var location = await revision.OpenAsync(client);
        var connection = await site.Script.OpenedAsync();
        await revision.AssertEchoesAsync(client);
        await revision.AssertClosesAsync(client);

        // Of these options, the last alone says that the client spoke TLS.
        var isSecure = tls && option == "send-proxy-v2-ssl";
        using (Assert.EnterMultipleScope())
        {
            Assert.That((connection.Protocol, connection.Request.RemoteAddress, connection.Request.IsSecure), Is.EqualTo((revision.Protocol, From, isSecure)));
            Assert.That(location, Is.EqualTo(revision.Location is null ? null : $"{(isSecure ? "wss" : "ws")}://server.example/demo"));
            Assert.That((await site.Script.EndedAsync()).Code, Is.EqualTo(revision.Code));
        }
    }

    [Test]
    public async Task Health_checks_speak_for_the_proxy_itself([Values("send-proxy", "send-proxy-v2")] string option)
    {
        // The first check that fails takes the server away. They are sequential: two have passed when the third begins.
        await using var site = await StartAsync($"{option} check check-send-proxy inter 100ms fall 1", "option httpchk GET /healthz");
        for (var i = 0; i < 3; i++)
            await site.Listener.AcceptedAsync();

        await site.AssertServesAsync();
    }

    [Test]
    public async Task Events_and_messages_are_carried([Values] bool tls)
    {
        await using var site = await StartAsync("send-proxy-v2-ssl");
        using var client = await SseClient.OpenAsync(SseClient.CreateHttp(site.EndPoint(tls), tls), "/demo");
        var request = (await site.Script.OpenedAsync()).Request;

        Assert.That(await client.PostAsync("Hello"), Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(await client.ReadTextAsync(), Is.EqualTo("Hello"));
        Assert.That(request.IsSecure, Is.EqualTo(tls));
    }

    [Test]
    public async Task TLS_may_pass_to_the_server([Values("send-proxy", "send-proxy-v2")] string option)
    {
        await using var site = await StartAsync(option, tls: true);
        using (var client = await RawClient.ConnectAsync(site.EndPoint(tls: false), tls: true, From))
        {
            Assert.That(await Revision.Hixie76.OpenAsync(client), Is.EqualTo("wss://server.example/demo"));
            Assert.That((await site.Script.OpenedAsync()).Request.RemoteAddress, Is.EqualTo(From));
            await Revision.Hixie76.AssertEchoesAsync(client);
        }

        await using var http2 = await Http2Client.ConnectAsync(site.EndPoint(tls: false), tls: true);
        var stream = await http2.OpenAsync("/demo");
        await stream.SendAsync(ClientFrame.Text("Hello"));
        Assert.That((await stream.ReadFrameAsync()).Text, Is.EqualTo("Hello"));
    }

    private static Task<Site> StartAsync(string option, string more = "", bool tls = false) => Site.StartAsync(ProxyProgram.HAProxy, (site, proxy) => $"""
        listen web
            mode tcp
            bind {proxy.Plain}
            bind {proxy.Tls} ssl crt {proxy.CertificateFile}
            {more}
            server wharf {(tls ? site.Tls : site.Bytes)} {option}
        """);
}
