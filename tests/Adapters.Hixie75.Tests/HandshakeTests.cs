using Abstractions;

namespace Adapters.Hixie75.Tests;

public sealed class HandshakeTests
{
    private readonly IHandshakeNegotiator _handshake = new Hixie75Adapter().Handshake;

    [Test]
    public void Accepts_with_the_headers_in_order_and_nothing_else()
    {
        var response = Accept(Requests.Target("/chat?room=1%202"));
        Assert.That(response.StatusCode, Is.EqualTo(101));
        Assert.That(response.ReasonPhrase, Is.EqualTo("Web Socket Protocol Handshake"));
        Assert.That(response.Headers, Is.EqualTo(
        [
            new Header("Upgrade", "WebSocket"), new Header("Connection", "Upgrade"),
            new Header("WebSocket-Origin", "http://page.example"), new Header("WebSocket-Location", "ws://server.example/chat?room=1%202"),
        ]));
        Assert.That(response.Challenge, Is.Null);
    }

    [Test]
    public void Answers_to_no_version() => Assert.That(_handshake.Versions, Is.Empty);

    [TestCase("http://page.example")]
    [TestCase("HTTP://Page.Example:80")]
    [TestCase("null")]
    [TestCase("file://")]
    public void Repeats_the_origin_as_it_came(string origin) =>
        Assert.That(Accept(Requests.Upgrade(("Origin", origin))).Headers.Only("WebSocket-Origin"), Is.EqualTo(origin));

    [TestCase("server.example:8080")]
    [TestCase("server.example:80")]
    [TestCase("SERVER.example")]
    [TestCase("[::1]:5000")]
    public void The_location_has_host_and_port_as_they_came(string host) =>
        Assert.That(Accept(Requests.Upgrade(("Host", host))).Headers.Only("WebSocket-Location"), Is.EqualTo($"ws://{host}/chat"));

    [TestCase("/", "ws://server.example/")]
    [TestCase("/a//b/%7E?c=d%20e&f=%2F", "ws://server.example/a//b/%7E?c=d%20e&f=%2F")]
    [TestCase("http://other.example/a?b", "ws://server.example/a?b")]
    public void The_location_has_the_target_as_it_came(string target, string location) =>
        Assert.That(Accept(Requests.Target(target)).Headers.Only("WebSocket-Location"), Is.EqualTo(location));

    [Test]
    public void The_location_is_the_one_outside_of_a_proxy() =>
        Assert.That(Accept(Requests.Secure("outside.example")).Headers.Only("WebSocket-Location"), Is.EqualTo("wss://outside.example/chat"));

    [TestCase("chat")]
    [TestCase("v1 of chat", Description = "one value, with spaces in it")]
    public void Agrees_on_the_subprotocol_and_repeats_it(string offer)
    {
        var response = Accept(Requests.Upgrade(("WebSocket-Protocol", offer)), "chat", "v1 of chat");
        Assert.That(response.Accepted!.Subprotocol, Is.EqualTo(offer));
        Assert.That(response.Headers[^1], Is.EqualTo(new Header("WebSocket-Protocol", offer)));
    }

    [TestCase("other")]
    [TestCase("CHAT")]
    [TestCase("chat superchat", Description = "no list")]
    [TestCase("chat, superchat")]
    [TestCase("")]
    public void Sends_no_subprotocol_where_the_handler_has_not_that_one(string offer)
    {
        var response = Accept(Requests.Upgrade(("WebSocket-Protocol", offer)), "chat", "superchat");
        Assert.That(response.Headers.Contains("WebSocket-Protocol"), Is.False);
        Assert.That(response.Accepted!.Subprotocol, Is.Null);
    }

    [TestCase("Origin", "http://\u00E9.example")]
    [TestCase("WebSocket-Protocol", "caf\u00E9")]
    public void Refuses_what_it_could_not_repeat(string name, string value) => AssertRefused(Requests.Upgrade((name, value)), name);

    [TestCase("Origin")]
    [TestCase("WebSocket-Protocol")]
    public void Refuses_a_header_given_twice(string name) => AssertRefused(Requests.Upgrade((name, "a"), (name, "a")), name);

    [TestCase("*")]
    [TestCase("chat")]
    [TestCase("/a\r\nSet-Cookie: b")]
    public void Refuses_a_target_that_no_location_can_have(string target) => AssertRefused(Requests.Target(target), "target");

    private HandshakeResponse Accept(HandshakeRequest request, params string[] subprotocols)
    {
        Assert.That(_handshake.Claims(request), Is.True);
        var response = _handshake.Negotiate(request, new HandshakeOptions { Subprotocols = subprotocols });
        Assert.That(response.Accepted, Is.Not.Null, response.Refusal);
        return response;
    }

    private void AssertRefused(HandshakeRequest request, string words)
    {
        Assert.That(_handshake.Claims(request), Is.True);
        var response = _handshake.Negotiate(request, HandshakeOptions.None);
        Assert.That(response.StatusCode, Is.EqualTo(400), response.Refusal);
        Assert.That(response.Refusal, Does.Contain(words));
    }
}
