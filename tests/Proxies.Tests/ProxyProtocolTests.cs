using System.Net;

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

    private static Task<Site> StartAsync(string option, string more = "") => Site.StartAsync(ProxyProgram.HAProxy, (site, proxy) => $"""
        listen web
            mode tcp
            bind {proxy.Plain}
            bind {proxy.Tls} ssl crt {proxy.CertificateFile}
            {more}
            server wharf {site.Bytes} {option}
        """);
}
