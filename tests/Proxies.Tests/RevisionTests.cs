using Host.Tests.Listening;

namespace Proxies.Tests;

/// <summary>Which revision which proxy carries: from the opening handshake to the end, with TLS ended at the proxy and without.</summary>
public sealed class RevisionTests
{
    private static IEnumerable<TestCaseData> Carried =>
        from program in ProxyProgram.All
        from revision in Revision.All
        where program != ProxyProgram.Nginx || revision != Revision.Hixie75
        from tls in (bool[])[false, true]
        select new TestCaseData(program, revision, tls);

    [TestCaseSource(nameof(Carried))]
    public async Task A_revision_is_carried(ProxyProgram program, Revision revision, bool tls)
    {
        await using var site = await Site.StartAsync(program);
        using var client = await site.ConnectAsync(tls);

        var location = await revision.OpenAsync(client);
        var connection = await site.Script.OpenedAsync();
        await revision.AssertEchoesAsync(client);
        await revision.AssertClosesAsync(client);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((connection.Protocol, connection.Request.IsSecure), Is.EqualTo((revision.Protocol, tls)));
            Assert.That(location, Is.EqualTo(revision.Location is null ? null : $"{(tls ? "wss" : "ws")}://server.example/demo"));
            Assert.That((await site.Script.EndedAsync()).Code, Is.EqualTo(revision.Code));
        }
    }

    [Test]
    public async Task Nginx_carries_the_bytes_of_Hixie_75_and_changes_the_head_that_its_clients_compare()
    {
        await using var site = await Site.StartAsync(ProxyProgram.Nginx);
        using var client = await site.ConnectAsync();
        await client.SendAsync(Revision.Hixie75.Handshake);

        var response = await client.ReadResponseAsync();
        await Revision.Hixie75.AssertEchoesAsync(client);

        Assert.That(response.Head, Does.StartWith("HTTP/1.1 101 Web Socket Protocol Handshake\r\nServer: nginx/").And.Not.StartsWith(Revision.Hixie75.Begins));
    }

    // What WebSocket is, HAProxy reads in RFC 6455: a request without its key is none.
    [Test]
    public async Task HAProxy_in_HTTP_mode_refuses_the_revisions_before_HyBi([Values("hixie75", "hixie76")] string name)
    {
        await using var site = await Site.StartAsync(ProxyProgram.HAProxy, (site, proxy) => $"""
            frontend web
                mode http
                bind {proxy.Plain}
                bind {proxy.Tls} ssl crt {proxy.CertificateFile}
                default_backend wharf
            backend wharf
                mode http
                server wharf {site.Http}
            """);
        using var client = await site.ConnectAsync();
        await client.SendAsync(Revision.All.Single(revision => revision.Name == name).Handshake);

        Assert.That((await client.ReadResponseAsync()).Status, Is.EqualTo(400));
        await site.AssertServesAsync();
    }

    // The third key counts as a body there, which HAProxy passes on; but not the Upgrade field in front of it.
    [Test]
    public async Task HAProxy_in_HTTP_mode_makes_an_ordinary_request_of_one_with_a_body()
    {
        await using var site = await Site.StartAsync(ProxyProgram.HAProxy, (site, proxy) => $"""
            listen web
                mode http
                bind {proxy.Plain}
                bind {proxy.Tls} ssl crt {proxy.CertificateFile}
                server wharf {site.Http}
            """);
        using var client = await site.ConnectAsync();
        await client.SendAsync(Hixie76Server.Head("Content-Length: 8\r\n") + Hixie76Server.Key3);

        Assert.That((await client.ReadResponseAsync()).Status, Is.InRange(400, 499));
        await site.AssertServesAsync();
    }

    [Test]
    public async Task The_third_key_may_come_long_after_the_head([Values] bool nginx)
    {
        await using var site = await Site.StartAsync(nginx ? ProxyProgram.Nginx : ProxyProgram.HAProxy);
        using var client = await site.ConnectAsync();
        await client.SendAsync(Hixie76Server.Head());
        Assert.That((await client.ReadResponseAsync()).Status, Is.EqualTo(101));
        await client.SendAsync(Hixie76Server.Key3);

        Assert.That(System.Text.Encoding.Latin1.GetString(await client.ReadAsync(16)), Is.EqualTo(Hixie76Server.Answer));
        await Revision.Hixie76.AssertEchoesAsync(client);
    }
}
