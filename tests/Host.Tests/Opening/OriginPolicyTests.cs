using Abstractions;
using Host.Configuration;
using Host.Opening;
using Microsoft.Extensions.Configuration;

namespace Host.Tests.Opening;

public sealed class OriginPolicyTests
{
    [TestCase("http://server.example", "server.example")]
    [TestCase("http://server.example:8080", "server.example:8080")]
    [TestCase("http://SERVER.example", "server.EXAMPLE", Description = "case")]
    [TestCase("http://server.example", "server.example:80", Description = "the default port, said")]
    [TestCase("http://server.example:80", "server.example", Description = "the default port, said by the page")]
    [TestCase("https://server.example", "server.example", Description = "behind a proxy that ends TLS")]
    [TestCase("https://server.example:8443", "server.example:8443", Description = "behind a proxy that ends TLS")]
    [TestCase("https://server.example", "server.example:443")]
    [TestCase("http://127.0.0.1:5000", "127.0.0.1:5000")]
    [TestCase("http://[::1]:5000", "[::1]:5000")]
    [TestCase("http://[::1]", "[::1]")]
    public void A_page_of_this_server_passes_by_default(string origin, string host) =>
        Assert.That(Refuse("", ("Host", host), ("Origin", origin)), Is.Null);

    [TestCase("http://evil.example", "server.example")]
    [TestCase("http://server.example.evil.example", "server.example")]
    [TestCase("http://evilserver.example", "server.example")]
    [TestCase("http://server.example:8080", "server.example")]
    [TestCase("http://server.example", "server.example:8080")]
    [TestCase("http://server.example:8080", "server.example:8081")]
    [TestCase("https://server.example", "server.example:80")]
    [TestCase("http://[::1]:5000", "[::2]:5000")]
    [TestCase("http://localhost:5000", "127.0.0.1:5000")]
    [TestCase("null", "server.example")]
    [TestCase("null", "null")]
    [TestCase("file://", "server.example")]
    [TestCase("file://", "")]
    [TestCase("file:///home/page.html", "server.example")]
    [TestCase("", "server.example")]
    [TestCase("", "")]
    [TestCase("server.example", "server.example", Description = "no scheme")]
    [TestCase("http://server.example/", "server.example", Description = "a path")]
    [TestCase("http://server.example/page", "server.example", Description = "a path")]
    [TestCase("http://server.example?", "server.example", Description = "a query")]
    [TestCase("http://server.example#", "server.example", Description = "a fragment")]
    [TestCase("http://user@server.example", "server.example")]
    [TestCase("http://a http://server.example", "server.example", Description = "a list")]
    public void Any_other_page_is_refused_by_default(string origin, string host) =>
        Assert.That(Refuse("", ("Host", host), ("Origin", origin)), Does.Contain($"the origin {origin} ").And.Contains("Origins"));

    [TestCase("")]
    [TestCase("https://app.example")]
    public void A_request_without_an_origin_comes_from_no_browser_and_passes(string origins) =>
        Assert.That(Refuse(origins, ("Host", "server.example")), Is.Null);

    [Test]
    public void The_field_of_versions_4_to_8_counts_as_an_origin()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Refuse("", ("Host", "server.example"), ("Sec-WebSocket-Origin", "http://server.example")), Is.Null);
            Assert.That(Refuse("", ("Host", "server.example"), ("Sec-WebSocket-Origin", "http://evil.example")), Is.Not.Null);
            Assert.That(Refuse("", ("Host", "server.example"), ("sec-websocket-origin", "http://evil.example")), Is.Not.Null);
        }
    }

    [TestCase("Origin", "Sec-WebSocket-Origin")]
    [TestCase("Sec-WebSocket-Origin", "Origin")]
    [TestCase("Origin", "Origin")]
    public void Two_different_origins_are_refused_whatever_is_allowed(string first, string second)
    {
        foreach (var origins in (string[])["", "*", "http://server.example, http://other.example"])
        {
            Assert.That(
                Refuse(origins, ("Host", "server.example"), (first, "http://server.example"), (second, "http://other.example")),
                Is.EqualTo("the request names two different origins"), origins);
        }
    }

    [Test]
    public void The_same_origin_said_twice_passes() =>
        Assert.That(Refuse("", ("Host", "server.example"), ("Origin", "http://server.example"), ("Sec-WebSocket-Origin", "http://SERVER.example")), Is.Null);

    [TestCase("https://app.example", "https://app.example", true)]
    [TestCase("https://app.example", "https://APP.example", true)]
    [TestCase("https://app.example", "https://app.example:443", true)]
    [TestCase("https://app.example", "https://app.example:8443", false)]
    [TestCase("https://app.example", "http://app.example", false)]
    [TestCase("https://app.example", "https://www.app.example", false)]
    [TestCase("https://app.example", "https://app.example.evil.example", false)]
    [TestCase("https://app.example", "https://app.example/", false)]
    [TestCase("https://app.example", "null", false)]
    [TestCase("http://localhost:3000", "http://localhost:3000", true)]
    [TestCase("http://localhost:3000", "http://localhost", false)]
    [TestCase("https://*.example", "https://app.example", true)]
    [TestCase("https://*.example", "https://deep.app.EXAMPLE", true)]
    [TestCase("https://*.example", "https://example", false, Description = "the domain itself")]
    [TestCase("https://*.example", "https://evilexample", false)]
    [TestCase("https://*.example", "https://.example", false)]
    [TestCase("https://*.example", "http://app.example", false)]
    [TestCase("https://*.example", "https://app.example:8443", false)]
    [TestCase("https://*.example:8443", "https://app.example:8443", true)]
    [TestCase("https://*.app.example", "https://x.app.example", true)]
    [TestCase("https://*.app.example", "https://x.example", false)]
    [TestCase("null", "null", true)]
    [TestCase("null", "file://", false)]
    [TestCase("null", "https://null", false)]
    [TestCase("https://a.example,https://b.example", "https://b.example", true)]
    [TestCase("https://a.example,https://b.example", "https://c.example", false)]
    [TestCase("*", "https://anything.example", true)]
    [TestCase("*", "null", true)]
    [TestCase("*", "nonsense", true)]
    [TestCase("https://a.example *", "https://anything.example", true)]
    public void A_list_allows_what_is_on_it(string origins, string origin, bool passes) =>
        Assert.That(Refuse(origins, ("Host", "server.example"), ("Origin", origin)), passes ? Is.Null : Does.Contain($"the origin {origin} is not on the list Origins"));

    [Test]
    public void A_list_replaces_the_servers_own_origin() =>
        Assert.That(Refuse("https://app.example", ("Host", "server.example"), ("Origin", "http://server.example")), Is.Not.Null);

    [Test]
    public void What_has_passed_opens_the_way_for_nothing_else()
    {
        var policy = Policy("");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Refused("http://a.example", "a.example"), Is.Null);
            Assert.That(Refused("http://b.example", "a.example"), Is.Not.Null);
            Assert.That(Refused("http://a.example", "b.example"), Is.Not.Null);
            Assert.That(Refused("http://b.example", "b.example"), Is.Null);
            Assert.That(Refused("http://a.example", "b.example"), Is.Not.Null);
            Assert.That(Refused("http://a.example", "a.example"), Is.Null);
        }

        string? Refused(string origin, string host) => policy.Refuse(Requests.Get("/", ("Host", host), ("Origin", origin)));
    }

    [TestCase("app.example")]
    [TestCase("https://")]
    [TestCase("https://app.example/")]
    [TestCase("https://app.example/path")]
    [TestCase("https://app.*")]
    [TestCase("https://*")]
    [TestCase("https://*.")]
    [TestCase("*.example")]
    [TestCase("https://user@app.example")]
    [TestCase("NULL")]
    public void What_is_no_origin_stops_the_start(string entry) =>
        Assert.That(() => Policy($"https://good.example,{entry}"), Throws.TypeOf<ConfigurationException>()
            .With.Message.EqualTo($"Origins is '{entry}'; it must be origins such as https://app.example, https://*.example or http://localhost:3000, or *."));

    private static string? Refuse(string origins, params (string Name, string Value)[] headers) => Policy(origins).Refuse(Requests.Get("/", headers));

    private static OriginPolicy Policy(string origins) =>
        OriginPolicy.Read(new ConfigurationBuilder().AddInMemoryCollection([new("Origins", origins)]).Build());
}
