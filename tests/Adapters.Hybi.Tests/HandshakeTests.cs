using System.Net;
using Abstractions;

namespace Adapters.Hybi.Tests;

[TestFixture(typeof(Hybi07Specimen), "7")]
[TestFixture(typeof(Hybi10Specimen), "8")]
public sealed class HandshakeTests<TSpecimen>(string version) where TSpecimen : HybiSpecimen, new()
{
    private readonly IHandshakeNegotiator _handshake = new TSpecimen().CreateAdapter().Handshake;

    [Test]
    public void Accepts_with_the_headers_in_order_and_nothing_else()
    {
        var response = Accept(Requests.Upgrade(version));
        Assert.That(response.StatusCode, Is.EqualTo(101));
        Assert.That(response.ReasonPhrase, Is.EqualTo("Switching Protocols"));
        Assert.That(response.Headers, Is.EqualTo(
            [new Header("Upgrade", "websocket"), new Header("Connection", "Upgrade"), new Header("Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")]));
        Assert.That(response.Challenge, Is.Null);
    }

    [Test]
    public void Answers_to_its_version() => Assert.That(_handshake.Versions, Is.EqualTo([version]));

    [Test]
    public void Claims_exactly_one_version_header_of_its_own()
    {
        Assert.That(_handshake.Claims(Requests.Upgrade(version)), Is.True);
        Assert.That(_handshake.Claims(Requests.Upgrade(version, ("Sec-WebSocket-Version", version), ("Sec-WebSocket-Version", version))), Is.False);
        foreach (var other in new[] { null, "", $"0{version}", $"{version}, 13", "13", "6", "9", "10" })
            Assert.That(_handshake.Claims(Requests.Upgrade(version, ("Sec-WebSocket-Version", other))), Is.False, other);
    }

    // The answers are from Python's hashlib.
    [TestCase("AQIDBAUGBwgJCgsMDQ4P", "1FjqluQQfHcrhUljw+LbZeZ8MOk=", Description = "15 bytes, from ws 0.4 and 1.1")]
    [TestCase("AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=", "YoT467mX6qcNMF2UzgwGT8eyUC8=", Description = "32 bytes")]
    [TestCase("AQ==", "y1pl+t+8DK4kj0WJs9VoQHVHbMo=")]
    public void Accepts_a_key_of_any_length(string key, string accept) =>
        Assert.That(Accept(Requests.Upgrade(version, ("Sec-WebSocket-Key", key))).Headers.Only("Sec-WebSocket-Accept"), Is.EqualTo(accept));

    [TestCase("")]
    [TestCase("=")]
    [TestCase("====")]
    [TestCase("AQI")]
    [TestCase("AQ=D")]
    [TestCase("A\u00C4BC")]
    [TestCase("AQ==AQ==")]
    [TestCase("AQ-_")]
    public void Refuses_a_key_that_is_not_base64(string key) => AssertRefused(Requests.Upgrade(version, ("Sec-WebSocket-Key", key)), 400, "Sec-WebSocket-Key");

    [Test]
    public void Refuses_a_key_that_is_missing_or_given_twice()
    {
        AssertRefused(Requests.Upgrade(version, ("Sec-WebSocket-Key", null)), 400, "Sec-WebSocket-Key");
        AssertRefused(Requests.Upgrade(version, ("Sec-WebSocket-Key", "AQ=="), ("Sec-WebSocket-Key", "AQ==")), 400, "Sec-WebSocket-Key");
    }

    [TestCase("deflate-stream")]
    [TestCase("x-webkit-deflate-frame")]
    [TestCase("permessage-deflate; client_max_window_bits")]
    [TestCase(";;", Description = "no grammar is asked for: whatever it is, it is declined")]
    public void Declines_every_extension_by_leaving_the_header_out(string offer)
    {
        var response = Accept(Requests.Upgrade(version, ("Sec-WebSocket-Extensions", offer)));
        Assert.That(response.Headers.Contains("Sec-WebSocket-Extensions"), Is.False);
        Assert.That(response.Accepted!.Extensions, Is.Null);
    }

    [Test]
    public void Agrees_on_the_first_subprotocol_offered_that_the_handler_declares()
    {
        var response = Accept(Requests.Upgrade(version, ("Sec-WebSocket-Protocol", "CHAT, b ,chat")), "a", "chat");
        Assert.That(response.Headers[^1], Is.EqualTo(new Header("Sec-WebSocket-Protocol", "chat")));
        Assert.That(response.Accepted!.Subprotocol, Is.EqualTo("chat"));
        Assert.That(Accept(Requests.Upgrade(version, ("Sec-WebSocket-Protocol", "other")), "chat").Headers.Contains("Sec-WebSocket-Protocol"), Is.False);
    }

    [Test]
    public void Asks_for_an_upgrade_where_there_is_none()
    {
        var response = AssertRefused(Requests.Upgrade(version, ("Upgrade", null)), 426, "Upgrade");
        Assert.That(response.Headers.Only("Sec-WebSocket-Version"), Is.EqualTo(version));
    }

    [TestCase("Host", null, "Host")]
    [TestCase("Upgrade", "h2c", "Upgrade")]
    [TestCase("Connection", "keep-alive", "Connection")]
    [TestCase("Transfer-Encoding", "chunked", "body")]
    [TestCase("Content-Length", "8", "body")]
    public void Refuses_in_words_what_is_wrong(string name, string? value, string word) => AssertRefused(Requests.Upgrade(version, (name, value)), 400, word);

    [Test]
    public void Refuses_other_methods_and_versions_of_http()
    {
        Assert.That(AssertRefused(Requests.Of(version, "POST", HttpVersion.Version11, HandshakeEntry.Raw), 405, "GET").Headers.Only("Allow"), Is.EqualTo("GET"));
        AssertRefused(Requests.Of(version, "GET", HttpVersion.Version10, HandshakeEntry.Raw), 400, "HTTP/1.1");
    }

    private HandshakeResponse Accept(HandshakeRequest request, params string[] subprotocols)
    {
        Assert.That(_handshake.Claims(request), Is.True);
        var response = _handshake.Negotiate(request, new HandshakeOptions { Subprotocols = subprotocols });
        Assert.That(response.Accepted, Is.Not.Null, response.Refusal);
        return response;
    }

    private HandshakeResponse AssertRefused(HandshakeRequest request, int status, string word)
    {
        Assert.That(_handshake.Claims(request), Is.True);
        var response = _handshake.Negotiate(request, HandshakeOptions.None);
        Assert.That(response.StatusCode, Is.EqualTo(status), response.Refusal);
        Assert.That(response.Refusal, Does.Contain(word));
        return response;
    }
}
