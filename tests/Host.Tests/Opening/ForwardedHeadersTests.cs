using System.Net;
using Abstractions;
using Host.Configuration;
using Host.Opening;
using Microsoft.Extensions.Configuration;

namespace Host.Tests.Opening;

public sealed class ForwardedHeadersTests
{
    [TestCase("127.0.0.1", "127.0.0.1")]
    [TestCase("10.0.0.0/8", "10.1.2.3")]
    [TestCase("192.168.0.1,fd00::/8", "fd00::7")]
    [TestCase("127.0.0.1", "::ffff:127.0.0.1")]
    public void A_trusted_peer_says_how_the_client_came(string trusted, string peer)
    {
        var request = Apply(trusted, peer, new Header("X-Forwarded-Proto", "https"), new Header("X-Forwarded-Host", "outside.example:444"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(request.IsSecure);
            Assert.That(request.Authority, Is.EqualTo("outside.example:444"));
            Assert.That(request.Headers.First("Host"), Is.EqualTo("inside"), "the fields stay as they came");
            Assert.That(request.Path, Is.EqualTo("/chat"));
        }
    }

    [TestCase("", "127.0.0.1")]
    [TestCase("10.0.0.0/8", "127.0.0.1")]
    public void Nobody_else_is_believed(string trusted, string peer)
    {
        var request = Apply(trusted, peer, new Header("X-Forwarded-Proto", "https"), new Header("X-Forwarded-Host", "evil.example"));
        Assert.That(request.IsSecure, Is.False);
        Assert.That(request.Authority, Is.EqualTo("inside"));
    }

    [Test]
    public void What_the_proxy_added_last_counts_and_not_what_the_client_sent_before()
    {
        var request = Apply("127.0.0.1", "127.0.0.1", new Header("X-Forwarded-Proto", "https, http"), new Header("X-Forwarded-Host", "evil.example"), new Header("X-Forwarded-Host", "outside.example"));
        Assert.That(request.IsSecure, Is.False);
        Assert.That(request.Authority, Is.EqualTo("outside.example"));
    }

    [TestCase("192.0.2.7", "192.0.2.7")]
    [TestCase("192.0.2.7:4711", "192.0.2.7", Description = "some add the port")]
    [TestCase("2001:db8::7", "2001:db8::7")]
    [TestCase("[2001:db8::7]", "2001:db8::7")]
    [TestCase("[2001:db8::7]:4711", "2001:db8::7")]
    [TestCase("198.51.100.1, 192.0.2.7", "192.0.2.7", Description = "the client's own invention")]
    [TestCase("192.0.2.7, 10.1.2.3", "192.0.2.7", Description = "two proxies")]
    [TestCase("198.51.100.1, 192.0.2.7, 10.1.2.3, 10.1.2.4", "192.0.2.7")]
    [TestCase("10.1.2.3, 10.1.2.4", "10.1.2.3", Description = "the client is a trusted one itself")]
    [TestCase("unknown", "10.0.0.1")]
    [TestCase("7", "10.0.0.1")]
    [TestCase("192.0.2.7, unknown, 10.1.2.3", "10.1.2.3", Description = "who asked a proxy that does not say so is not known")]
    [TestCase("", "10.0.0.1")]
    public void A_trusted_peer_says_where_the_client_is(string forwardedFor, string expected) =>
        Assert.That(Apply("10.0.0.0/8", "10.0.0.1", new Header("X-Forwarded-For", forwardedFor)).RemoteAddress, Is.EqualTo(IPAddress.Parse(expected)));

    [Test]
    public void Several_fields_are_one_list() => Assert.That(
        Apply("10.0.0.0/8", "10.0.0.1", new Header("X-Forwarded-For", "192.0.2.7"), new Header("X-Forwarded-For", "10.1.2.3")).RemoteAddress,
        Is.EqualTo(IPAddress.Parse("192.0.2.7")));

    [TestCase("")]
    [TestCase("10.0.0.0/8")]
    public void Nobody_else_says_where_the_client_is(string trusted) => Assert.That(
        Apply(trusted, "192.0.2.1", new Header("X-Forwarded-For", "10.1.2.3")).RemoteAddress, Is.EqualTo(IPAddress.Parse("192.0.2.1")));

    [Test]
    public void An_entry_that_is_no_address_stops_the_start() =>
        Assert.That(() => Read("proxy.example"), Throws.InstanceOf<ConfigurationException>().With.Message.EqualTo(
            "ForwardedHeaders:Trusted is 'proxy.example'; it must be addresses or networks such as 127.0.0.1, 10.0.0.0/8 or fd00::/8."));

    private static HandshakeRequest Apply(string trusted, string peer, params Header[] headers) => Read(trusted).Apply(new HandshakeRequest
    {
        Entry = HandshakeEntry.Raw, Method = "GET", RawTarget = "/chat", HttpVersion = HttpVersion.Version11,
        Headers = [new("Host", "inside"), .. headers], RemoteAddress = IPAddress.Parse(peer),
    });

    private static ForwardedHeaders Read(string trusted) => new(new(TrustedProxies.Read(
        new ConfigurationBuilder().AddInMemoryCollection([new("ForwardedHeaders:Trusted", trusted)]).Build())));
}
