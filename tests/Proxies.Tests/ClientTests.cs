using System.Net;
using Host.Tests.Listening;

namespace Proxies.Tests;

/// <summary>What the server believes of what a proxy says of its client, in HTTP or in front of it.</summary>
public sealed class ClientTests
{
    private const string Invented = "X-Forwarded-For: 192.0.2.66\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: evil.example\r\n";
    private const string Nobody = "10.0.0.0/8";

    private static readonly IPAddress From = IPAddress.Parse("127.0.0.2");

    [Test]
    public async Task The_handler_sees_the_client([ValueSource(typeof(ProxyProgram), nameof(ProxyProgram.All))] ProxyProgram program, [Values] bool tls)
    {
        await using var site = await Site.StartAsync(program);
        using var client = await site.ConnectAsync(tls, From);
        await Revision.Rfc6455.OpenAsync(client);

        var request = (await site.Script.OpenedAsync()).Request;
        Assert.That((request.RemoteAddress, request.IsSecure), Is.EqualTo((From, tls)));
    }

    [Test]
    public async Task What_the_client_says_of_itself_counts_for_nothing([ValueSource(typeof(ProxyProgram), nameof(ProxyProgram.All))] ProxyProgram program)
    {
        await using var site = await Site.StartAsync(program);
        using var client = await site.ConnectAsync(from: From);
        await client.SendAsync(RequestText.Upgrade("/demo", Invented));

        Assert.That((await client.ReadResponseAsync()).Status, Is.EqualTo(101));
        var request = (await site.Script.OpenedAsync()).Request;
        Assert.That((request.RemoteAddress, request.IsSecure), Is.EqualTo((From, false)));
    }

    [Test]
    public async Task The_location_is_not_the_clients_own_invention([ValueSource(typeof(ProxyProgram), nameof(ProxyProgram.All))] ProxyProgram program)
    {
        await using var site = await Site.StartAsync(program);
        using var client = await site.ConnectAsync(from: From);

        Assert.That(
            await (Revision.Hixie76 with { Handshake = Hixie76Server.Head(Invented) + Hixie76Server.Key3 }).OpenAsync(client),
            Is.EqualTo("ws://server.example/demo"));
    }

    [Test]
    public async Task A_proxy_that_is_not_trusted_is_not_believed([ValueSource(typeof(ProxyProgram), nameof(ProxyProgram.All))] ProxyProgram program)
    {
        await using var site = await Site.StartAsync(program, Nobody);
        using var client = await site.ConnectAsync(tls: true, From);
        await Revision.Rfc6455.OpenAsync(client);

        var request = (await site.Script.OpenedAsync()).Request;
        Assert.That((request.RemoteAddress, request.IsSecure), Is.EqualTo((IPAddress.Loopback, false)));
    }

    [Test]
    public async Task A_limit_on_an_address_is_one_on_the_client([ValueSource(typeof(ProxyProgram), nameof(ProxyProgram.All))] ProxyProgram program)
    {
        await using var site = await Site.StartAsync(program, settings: ["--Limits:ConnectionsPerAddress", "1"]);
        using var first = await site.ConnectAsync(from: From);
        await Revision.Rfc6455.OpenAsync(first);
        using var second = await site.ConnectAsync(from: From);
        await second.SendAsync(Revision.Rfc6455.Handshake);
        Assert.That((await second.ReadResponseAsync()).Status, Is.EqualTo(429));
        using var other = await site.ConnectAsync();
        await Revision.Rfc6455.OpenAsync(other);
    }

    [Test]
    public async Task Without_trust_the_location_is_that_of_the_connection_from_the_proxy()
    {
        await using var site = await Site.StartAsync(ProxyProgram.Nginx, Nobody);
        using var client = await site.ConnectAsync(tls: true);

        Assert.That(await Revision.Hixie76.OpenAsync(client), Is.EqualTo("ws://server.example/demo"));
    }

    [Test]
    public async Task The_PROXY_protocol_of_those_who_are_not_trusted_is_not_read()
    {
        await using var site = await Site.StartAsync(ProxyProgram.HAProxy, Nobody);
        using var client = await site.ConnectAsync();
        await client.SendAsync(Revision.Hixie76.Handshake);

        await client.WaitForEndAsync();
        Assert.That(site.Server.Log.Warnings, Has.One.Contains("ForwardedHeaders:Trusted does not list it"));
        await site.AssertServesAsync();
    }
}
