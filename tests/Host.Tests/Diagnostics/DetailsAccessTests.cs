using System.Net;
using Host.Configuration;
using Host.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Host.Tests.Diagnostics;

public sealed class DetailsAccessTests
{
    private const string Key = "correct-horse-battery";

    [TestCase("127.0.0.1", "localhost:8080")]
    [TestCase("127.9.9.9", "127.0.0.1")]
    [TestCase("::1", "[::1]:8080")]
    [TestCase("::ffff:127.0.0.2", "localhost")]
    public void A_client_on_this_machine_may_see_them(string remote, string host) => Assert.That(Allows(null, remote, host), Is.True);

    [TestCase("10.0.0.1", "localhost")]
    [TestCase("::ffff:10.0.0.1", "localhost")]
    [TestCase("fe80::1", "localhost")]
    [TestCase(null, "localhost", Description = "a Unix socket, which is a proxy's")]
    public void Nobody_else_may(string? remote, string host) => Assert.That(Allows(null, remote, host), Is.False);

    [TestCase("server.example")]
    [TestCase("localhost.evil.example")]
    [TestCase("10.0.0.1")]
    [TestCase("")]
    public void A_name_that_somebody_else_gave_this_machine_does_not_count(string host) => Assert.That(Allows(null, "127.0.0.1", host), Is.False);

    [TestCase("Forwarded", "for=10.0.0.1")]
    [TestCase("Via", "1.1 proxy")]
    [TestCase("X-Forwarded-For", "127.0.0.1")]
    [TestCase("x-forwarded-proto", "https")]
    [TestCase("X-Forwarded-Host", "localhost")]
    [TestCase("X-Real-IP", "127.0.0.1")]
    public void A_request_that_a_proxy_brings_is_not_from_this_machine(string name, string value) =>
        Assert.That(Allows(null, "127.0.0.1", "localhost", (name, value)), Is.False);

    [TestCase("Bearer " + Key)]
    [TestCase("bearer  " + Key)]
    public void With_the_key_they_may_be_seen_from_anywhere(string authorization) =>
        Assert.That(Allows(Key, "10.0.0.1", "server.example", ("Authorization", authorization), ("X-Forwarded-For", "10.0.0.2")), Is.True);

    [TestCase(Key, "Bearer " + Key + "x")]
    [TestCase(Key, "Bearer correct-horse-batter")]
    [TestCase(Key, "Bearer CORRECT-HORSE-BATTERY")]
    [TestCase(Key, "Bearer ")]
    [TestCase(Key, "Basic " + Key)]
    [TestCase(Key, Key)]
    [TestCase(Key, "")]
    [TestCase(null, "Bearer ")]
    [TestCase(null, "Bearer " + Key)]
    public void Without_it_they_may_not(string? key, string authorization) => Assert.That(Allows(key, "10.0.0.1", "localhost", ("Authorization", authorization)), Is.False);

    [Test]
    public void Two_keys_are_none() => Assert.That(Allows(Key, "10.0.0.1", "localhost", ("Authorization", "Bearer " + Key), ("Authorization", "Bearer " + Key)), Is.False);

    [Test]
    public void A_client_on_this_machine_needs_no_key() => Assert.That(Allows(Key, "127.0.0.1", "localhost"), Is.True);

    [TestCase("short")]
    [TestCase("long enough but with spaces")]
    [TestCase("lang-genug-aber-mit-ä")]
    public void A_bad_key_stops_the_start_and_is_not_told(string key) => Assert.That(() => Read(key), Throws.TypeOf<ConfigurationException>()
        .With.Message.EqualTo("Health:Key is '(not shown)'; it must be at least 16 characters of ASCII without spaces."));

    private static bool Allows(string? key, string? remote, string host, params (string Name, string Value)[] headers)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = remote is null ? null : IPAddress.Parse(remote);
        context.Request.Host = new HostString(host);
        foreach (var (name, value) in headers)
            context.Request.Headers.Append(name, value);
        return Read(key).Allows(context);
    }

    private static DetailsAccess Read(string? key) => DetailsAccess.Read(new ConfigurationBuilder().AddInMemoryCollection([new("Health:Key", key)]).Build());
}
