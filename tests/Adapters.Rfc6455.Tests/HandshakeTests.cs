using System.Net;
using Abstractions;
using Contracts.Vectors;

namespace Adapters.Rfc6455.Tests;

public sealed class HandshakeTests
{
    private readonly IHandshakeNegotiator _handshake = new Rfc6455Adapter().Handshake;

    [Test]
    public void Accepts_with_the_headers_in_order_and_nothing_else()
    {
        var response = Accept(Requests.Upgrade());
        Assert.That(response.StatusCode, Is.EqualTo(101));
        Assert.That(response.ReasonPhrase, Is.EqualTo("Switching Protocols"));
        Assert.That(response.Headers, Is.EqualTo(
            [new Header("Upgrade", "websocket"), new Header("Connection", "Upgrade"), new Header("Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")]));
        Assert.That(response.Challenge, Is.Null);
    }

    [Test]
    public void Agrees_on_the_first_subprotocol_offered_that_the_handler_declares()
    {
        var request = Requests.Upgrade(("Sec-WebSocket-Protocol", "CHAT, b ,chat"), ("Sec-WebSocket-Protocol", "a"));
        var response = Accept(request, "a", "chat");
        Assert.That(response.Headers[^1], Is.EqualTo(new Header("Sec-WebSocket-Protocol", "chat")));
        Assert.That(response.Accepted!.Subprotocol, Is.EqualTo("chat"));
    }

    [TestCase("")]
    [TestCase(" , ,")]
    [TestCase("other")]
    public void Sends_no_subprotocol_where_none_is_common(string offer)
    {
        var response = Accept(Requests.Upgrade(("Sec-WebSocket-Protocol", offer)), "chat");
        Assert.That(response.Headers.Contains("Sec-WebSocket-Protocol"), Is.False);
        Assert.That(response.Accepted!.Subprotocol, Is.Null);
    }

    [Test]
    public void Claims_exactly_one_version_header_of_13()
    {
        Assert.That(_handshake.Claims(Requests.Upgrade()), Is.True);
        Assert.That(_handshake.Claims(Requests.Upgrade(("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Version", "13"))), Is.False);
        foreach (var version in new[] { null, "", "8", "013", "13, 8", "8, 13", "13;", "14" })
            Assert.That(_handshake.Claims(Requests.Upgrade(("Sec-WebSocket-Version", version))), Is.False, version);
    }

    [TestCase("websocket", null, true)]
    [TestCase("websocket", "13", true)]
    [TestCase("WebSocket", "13", true)]
    [TestCase("websocket", "8", false)]
    [TestCase("connect-udp", null, false)]
    [TestCase("connect-udp", "13", false)]
    [TestCase(null, "13", false)]
    public void Claims_an_extended_connect_by_its_protocol(string? protocol, string? version, bool claimed) =>
        Assert.That(_handshake.Claims(Requests.Connect("CONNECT", protocol, ("Sec-WebSocket-Version", version))), Is.EqualTo(claimed));

    [Test]
    public void Accepts_an_extended_connect_with_200_and_without_a_key()
    {
        var response = Accept(Requests.Connect(("Sec-WebSocket-Protocol", "chat")), "chat");
        Assert.That(response.StatusCode, Is.EqualTo(200));
        Assert.That(response.Headers, Is.EqualTo([new Header("Sec-WebSocket-Protocol", "chat")]));
    }

    [Test]
    public void An_extended_connect_must_be_a_connect() => AssertRefused(Requests.Connect("GET", "websocket"), 405, "CONNECT");

    [Test]
    public void Refuses_other_methods_with_405_and_those_allowed()
    {
        var response = AssertRefused(Requests.Upgrade("POST", HttpVersion.Version11), 405, "GET");
        Assert.That(response.Headers, Is.EqualTo([new Header("Allow", "GET")]));
        // RFC 9110 9.1: methods are compared with case.
        AssertRefused(Requests.Upgrade("get", HttpVersion.Version11), 405, "GET");
    }

    [Test]
    public void Refuses_other_versions_of_http([Values("1.0", "2.0")] string version) =>
        AssertRefused(Requests.Upgrade("GET", Version.Parse(version)), 400, "HTTP/1.1");

    [Test]
    public void Asks_for_an_upgrade_where_there_is_none()
    {
        var response = AssertRefused(Requests.Upgrade(("Upgrade", null)), 426, "Upgrade");
        Assert.That(response.Headers, Is.EqualTo(
            [new Header("Upgrade", "websocket"), new Header("Connection", "Upgrade"), new Header("Sec-WebSocket-Version", "13")]));
    }

    [TestCase("Host", null, "Host")]
    [TestCase("Host", "", "Host")]
    [TestCase("Upgrade", "h2c", "Upgrade")]
    [TestCase("Upgrade", "", "Upgrade")]
    [TestCase("Upgrade", "websocket/13", "Upgrade")]
    [TestCase("Connection", null, "Connection")]
    [TestCase("Connection", "keep-alive", "Connection")]
    [TestCase("Transfer-Encoding", "chunked", "body")]
    [TestCase("Content-Length", "8", "body")]
    [TestCase("Content-Length", "0, 8", "body")]
    [TestCase("Sec-WebSocket-Key", null, "Sec-WebSocket-Key")]
    [TestCase("Sec-WebSocket-Key", "", "base64")]
    [TestCase("Sec-WebSocket-Key", "AQIDBAUGBwgJCgsMDQ4P", "base64")]
    [TestCase("Sec-WebSocket-Key", "AQIDBAUGBwgJCgsMDQ4PEBE=", "base64")]
    [TestCase("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=A", "base64")]
    [TestCase("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQA=", "base64")]
    [TestCase("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25j-Q==", "base64")]
    [TestCase("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZ===", "base64")]
    [TestCase("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25j\u00E9Q==", "base64")]
    [TestCase("Sec-WebSocket-Extensions", ";", "Sec-WebSocket-Extensions")]
    public void Refuses_in_words_what_is_wrong(string name, string? value, string word) =>
        AssertRefused(Requests.Upgrade((name, value)), 400, word);

    [TestCase("Host")]
    [TestCase("Sec-WebSocket-Key")]
    public void Refuses_a_header_given_twice(string name)
    {
        var value = Requests.Upgrade().Headers.First(name);
        AssertRefused(Requests.Upgrade((name, value), (name, value)), 400, name);
    }

    [Test]
    public void A_body_of_no_bytes_is_no_body() => Accept(Requests.Upgrade(("Content-Length", "0")));

    [TestCase("dGhlIHNhbXBsZSBub25jZQ==")]
    [TestCase("AQIDBAUGBwgJCgsMDQ4PEC==", Description = "RFC 6455 4.1's own sample has trailing bits that are not zero.")]
    [TestCase("+/+/+/+/+/+/+/+/+/+/+w==")]
    public void Accepts_every_key_of_16_bytes(string key) => Accept(Requests.Upgrade(("Sec-WebSocket-Key", key)));

    [TestCase("websocket, h2c", "Upgrade")]
    [TestCase("WEBSOCKET", "keep-alive , UPGRADE")]
    public void Tokens_are_compared_without_case_and_may_stand_in_lists(string upgrade, string connection) =>
        Accept(Requests.Upgrade(("Upgrade", upgrade), ("Connection", connection)));

    [Test]
    public void Declines_every_extension_by_leaving_the_header_out()
    {
        foreach (var vector in HandshakeVector.All.Where(vector => vector.Id.StartsWith("v13-pmd", StringComparison.Ordinal)))
            Assert.That(Accept(vector.Request).Headers.Contains("Sec-WebSocket-Extensions"), Is.False);
    }

    private HandshakeResponse Accept(HandshakeRequest request, params string[] subprotocols)
    {
        var response = _handshake.Negotiate(request, new HandshakeOptions { Subprotocols = subprotocols });
        Assert.That(response.Accepted, Is.Not.Null, response.Refusal);
        return response;
    }

    private HandshakeResponse AssertRefused(HandshakeRequest request, int status, string word)
    {
        var response = _handshake.Negotiate(request, HandshakeOptions.None);
        Assert.That(response.StatusCode, Is.EqualTo(status), response.Refusal);
        Assert.That(response.Refusal, Does.Contain(word));
        return response;
    }
}
