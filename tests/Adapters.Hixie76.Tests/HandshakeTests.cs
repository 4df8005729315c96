using System.Net;
using Abstractions;

namespace Adapters.Hixie76.Tests;

public sealed class HandshakeTests
{
    private readonly IHandshakeNegotiator _handshake = new Hixie76Adapter().Handshake;

    [Test]
    public void Accepts_with_the_headers_in_order_and_nothing_else()
    {
        var response = Accept(Requests.Upgrade("/chat?room=1%202"));
        Assert.That(response.StatusCode, Is.EqualTo(101));
        Assert.That(response.ReasonPhrase, Is.EqualTo("WebSocket Protocol Handshake"));
        Assert.That(response.Headers, Is.EqualTo(
        [
            new Header("Upgrade", "WebSocket"), new Header("Connection", "Upgrade"),
            new Header("Sec-WebSocket-Origin", "http://page.example"), new Header("Sec-WebSocket-Location", "ws://server.example/chat?room=1%202"),
        ]));
        Assert.That(response.Challenge!.Length, Is.EqualTo(8));
    }

    [Test]
    public void Answers_to_no_version() => Assert.That(_handshake.Versions, Is.Empty);

    [TestCase("Sec-WebSocket-Key1")]
    [TestCase("Sec-WebSocket-Key2")]
    public void One_key_is_enough_to_claim_and_not_to_accept(string missing)
    {
        var request = Requests.Upgrade((missing, null));
        Assert.That(_handshake.Claims(request), Is.True);
        AssertRefused(request, 400, missing);
    }

    [TestCase("Sec-WebSocket-Version", "13")]
    [TestCase("Sec-WebSocket-Version", "")]
    [TestCase("sec-websocket-version", "0")]
    [TestCase("Sec-WebSocket-Draft", "1")]
    [TestCase("Sec-WebSocket-Draft", "2")]
    [TestCase("Sec-WebSocket-Draft", "3")]
    [TestCase("Sec-WebSocket-Draft", "")]
    [TestCase("Sec-WebSocket-Draft", "00")]
    public void A_version_or_another_draft_is_another_revision(string name, string value) =>
        Assert.That(_handshake.Claims(Requests.Upgrade((name, value))), Is.False);

    [Test]
    public void Draft_0_is_this_revision_but_not_beside_another_one()
    {
        Assert.That(_handshake.Claims(Requests.Upgrade(("Sec-WebSocket-Draft", "0"))), Is.True);
        Assert.That(_handshake.Claims(Requests.Upgrade(("Sec-WebSocket-Draft", "0"), ("Sec-WebSocket-Draft", "2"))), Is.False);
    }

    [Test]
    public void Refuses_other_methods_with_those_allowed()
    {
        var response = AssertRefused(Requests.Of(HandshakeEntry.Raw, "POST", HttpVersion.Version11), 405, "GET");
        Assert.That(response.Headers.Only("Allow"), Is.EqualTo("GET"));
    }

    [Test]
    public void Refuses_http_1_0() => AssertRefused(Requests.Of(HandshakeEntry.Raw, "GET", HttpVersion.Version10), 400, "HTTP/1.1");

    [Test]
    public void Without_an_upgrade_header_says_that_one_is_required()
    {
        var response = AssertRefused(Requests.Upgrade(("Upgrade", null)), 426, "Upgrade");
        Assert.That(response.Headers, Is.EqualTo([new Header("Upgrade", "WebSocket"), new Header("Connection", "Upgrade")]));
    }

    [TestCase("Host", null, "Host")]
    [TestCase("Host", "", "Host")]
    [TestCase("Upgrade", "h2c", "Upgrade")]
    [TestCase("Connection", null, "Connection")]
    [TestCase("Connection", "keep-alive", "Connection")]
    [TestCase("Transfer-Encoding", "chunked", "body")]
    [TestCase("Content-Length", "9", "body")]
    [TestCase("Content-Length", "16", "body")]
    [TestCase("Content-Length", "8, 16", "body")]
    [TestCase("Content-Length", "08", "body")]
    [TestCase("Sec-WebSocket-Key1", "", "Key1 has no space")]
    [TestCase("Sec-WebSocket-Key1", "4@146546xW%0l15", "Key1 has no space")]
    [TestCase("Sec-WebSocket-Key2", "a b c", "Key2 has no digit")]
    [TestCase("Sec-WebSocket-Key2", "1 3 x", "Key2 has a number that is no multiple")]
    [TestCase("Sec-WebSocket-Key1", "a 4294967296", "Key1 has a number of more than 32 bits")]
    [TestCase("Origin", "http://\u00E9.example", "Origin")]
    [TestCase("Sec-WebSocket-Protocol", "caf\u00E9", "Sec-WebSocket-Protocol")]
    public void Refuses_in_words_what_is_wrong(string name, string? value, string words) => AssertRefused(Requests.Upgrade((name, value)), 400, words);

    [TestCase("Host")]
    [TestCase("Origin")]
    [TestCase("Sec-WebSocket-Key1")]
    [TestCase("Sec-WebSocket-Key2")]
    [TestCase("Sec-WebSocket-Protocol")]
    public void Refuses_a_header_given_twice(string name)
    {
        var value = Requests.Upgrade().Headers.First(name) ?? "chat";
        AssertRefused(Requests.Upgrade((name, value), (name, value)), 400, name);
    }

    [TestCase("8")]
    [TestCase("0")]
    public void The_third_key_may_be_counted_as_a_body_or_not(string length) => Accept(Requests.Upgrade(("Content-Length", length)));

    [TestCase("websocket", "upgrade")]
    [TestCase("WEBSOCKET", "keep-alive, UPGRADE")]
    public void Tokens_are_compared_without_case_and_answered_with_their_own(string upgrade, string connection)
    {
        var response = Accept(Requests.Upgrade(("Upgrade", upgrade), ("Connection", connection)));
        Assert.That(response.Headers.Take(2), Is.EqualTo([new Header("Upgrade", "WebSocket"), new Header("Connection", "Upgrade")]));
    }

    [TestCase("http://page.example")]
    [TestCase("HTTP://Page.Example:80")]
    [TestCase("null")]
    [TestCase("file://")]
    public void Repeats_the_origin_as_it_came(string origin) =>
        Assert.That(Accept(Requests.Upgrade(("Origin", origin))).Headers.Only("Sec-WebSocket-Origin"), Is.EqualTo(origin));

    [Test]
    public void Says_nothing_of_an_origin_to_a_client_that_has_none() =>
        Assert.That(Accept(Requests.Upgrade(("Origin", null))).Headers.Contains("Sec-WebSocket-Origin"), Is.False);

    [TestCase("/", "ws://server.example/")]
    [TestCase("/a//b/%7E?c=d%20e&f=%2F", "ws://server.example/a//b/%7E?c=d%20e&f=%2F")]
    [TestCase("//", "ws://server.example//")]
    [TestCase("http://other.example/a?b", "ws://server.example/a?b")]
    [TestCase("http://other.example", "ws://server.example/")]
    [TestCase("http://other.example?b=/c", "ws://server.example/?b=/c")]
    [TestCase("ws://other.example:81/a/b", "ws://server.example/a/b")]
    public void The_location_is_the_target_as_it_came_in_origin_form(string target, string location) =>
        Assert.That(Accept(Requests.Upgrade(target)).Headers.Only("Sec-WebSocket-Location"), Is.EqualTo(location));

    [TestCase("server.example:8080")]
    [TestCase("server.example:80")]
    [TestCase("SERVER.example")]
    [TestCase("[::1]:5000")]
    public void The_location_has_host_and_port_as_they_came(string host) =>
        Assert.That(Accept(Requests.Upgrade(("Host", host))).Headers.Only("Sec-WebSocket-Location"), Is.EqualTo($"ws://{host}/chat"));

    [Test]
    public void The_location_is_the_one_outside_of_a_proxy() =>
        Assert.That(Accept(Requests.Secure("outside.example")).Headers.Only("Sec-WebSocket-Location"), Is.EqualTo("wss://outside.example/chat"));

    [TestCase("*")]
    [TestCase("")]
    [TestCase("chat")]
    [TestCase("://server.example/chat")]
    [TestCase("/\u00E9")]
    [TestCase("/a\r\nSet-Cookie: b")]
    public void Refuses_a_target_that_no_location_can_have(string target) => AssertRefused(Requests.Upgrade(target), 400, "target");

    [TestCase("chat", "chat")]
    [TestCase("v1 of chat", "v1 of chat", Description = "one value, with spaces in it")]
    [TestCase("other  chat", "chat", Description = "a list, as it was until hybi-03")]
    [TestCase("v2 chat v1 of chat", "v2")]
    public void Agrees_on_the_value_or_on_a_part_of_it_and_repeats_the_whole(string offer, string agreed)
    {
        var response = Accept(Requests.Upgrade(("Sec-WebSocket-Protocol", offer)), "chat", "v1 of chat", "v2");
        Assert.That(response.Accepted!.Subprotocol, Is.EqualTo(agreed));
        Assert.That(response.Headers[^1], Is.EqualTo(new Header("Sec-WebSocket-Protocol", offer)));
    }

    [TestCase("other")]
    [TestCase("CHAT")]
    [TestCase("chat,superchat")]
    [TestCase("")]
    public void Sends_no_subprotocol_where_none_is_common(string offer)
    {
        var response = Accept(Requests.Upgrade(("Sec-WebSocket-Protocol", offer)), "chat");
        Assert.That(response.Headers.Contains("Sec-WebSocket-Protocol"), Is.False);
        Assert.That(response.Accepted!.Subprotocol, Is.Null);
    }

    private HandshakeResponse Accept(HandshakeRequest request, params string[] subprotocols)
    {
        Assert.That(_handshake.Claims(request), Is.True);
        var response = _handshake.Negotiate(request, new HandshakeOptions { Subprotocols = subprotocols });
        Assert.That(response.Accepted, Is.Not.Null, response.Refusal);
        return response;
    }

    private HandshakeResponse AssertRefused(HandshakeRequest request, int status, string words)
    {
        Assert.That(_handshake.Claims(request), Is.True);
        var response = _handshake.Negotiate(request, HandshakeOptions.None);
        Assert.That(response.StatusCode, Is.EqualTo(status), response.Refusal);
        Assert.That(response.Refusal, Does.Contain(words));
        return response;
    }
}
