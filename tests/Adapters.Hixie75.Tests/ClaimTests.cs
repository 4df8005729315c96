using System.Net;
using Abstractions;

namespace Adapters.Hixie75.Tests;

/// <summary>Nothing in a request names this revision, so it is claimed by everything its clients send, and nothing that they do not.</summary>
public sealed class ClaimTests
{
    private readonly IHandshakeNegotiator _handshake = new Hixie75Adapter().Handshake;

    [Test]
    public void Claims_what_its_clients_send() => Assert.That(_handshake.Claims(Requests.Upgrade()), Is.True);

    [TestCase("Upgrade", null)]
    [TestCase("Upgrade", "websocket", Description = "later revisions")]
    [TestCase("Upgrade", "WebSocket, h2c")]
    [TestCase("Connection", null)]
    [TestCase("Connection", "keep-alive")]
    [TestCase("Connection", "keep-alive, Upgrade", Description = "Firefox, which never spoke it")]
    [TestCase("Host", null)]
    [TestCase("Host", "")]
    [TestCase("Origin", null)]
    [TestCase("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")]
    [TestCase("Sec-WebSocket-Key1", "4 @1  46546xW%0l 1 5")]
    [TestCase("Sec-WebSocket-Version", "14")]
    [TestCase("sec-websocket-draft", "1")]
    [TestCase("Sec-WebSocket-Protocol", "chat")]
    [TestCase("Sec-WebSocket-Anything", "")]
    [TestCase("Sec-Fetch-Mode", "websocket")]
    [TestCase("User-Agent", "curl/8.0")]
    [TestCase("Transfer-Encoding", "chunked")]
    [TestCase("Content-Length", "8")]
    public void Does_not_claim_what_they_do_not(string name, string? value) => Assert.That(_handshake.Claims(Requests.Upgrade((name, value))), Is.False);

    [TestCase("Upgrade", "WebSocket")]
    [TestCase("Connection", "Upgrade")]
    [TestCase("Host", "server.example")]
    public void Does_not_claim_what_is_given_twice(string name, string value) =>
        Assert.That(_handshake.Claims(Requests.Upgrade((name, value), (name, value))), Is.False);

    [TestCase("POST", "1.1", HandshakeEntry.Raw)]
    [TestCase("get", "1.1", HandshakeEntry.Raw)]
    [TestCase("GET", "1.0", HandshakeEntry.Raw)]
    [TestCase("GET", "2.0", HandshakeEntry.Raw)]
    [TestCase("GET", "1.1", HandshakeEntry.Http)]
    [TestCase("GET", "1.1", HandshakeEntry.ExtendedConnect)]
    public void Does_not_claim_another_request_line_or_door(string method, string version, HandshakeEntry entry) =>
        Assert.That(_handshake.Claims(Requests.Of(method, Version.Parse(version), entry)), Is.False);

    [Test]
    public void Order_does_not_matter_for_a_proxy_changes_it()
    {
        var headers = Requests.Upgrade(("Cookie", "a=b"), ("X-Forwarded-Proto", "https")).Headers;
        var request = new HandshakeRequest
        {
            Entry = HandshakeEntry.Upgrade, Method = "GET", RawTarget = "/chat", HttpVersion = HttpVersion.Version11, Headers = [.. headers.Reverse()],
        };
        Assert.That(_handshake.Claims(request), Is.True);
    }

    [Test]
    public void A_body_of_no_bytes_is_no_body() => Assert.That(_handshake.Claims(Requests.Upgrade(("Content-Length", "0"))), Is.True);
}
