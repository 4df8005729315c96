using Abstractions;

namespace Plugins.Version99;

/// <summary>A GET with Sec-WebSocket-Version 99; the answer has a reason phrase and a field of its own.</summary>
internal sealed class Version99Handshake : IHandshakeNegotiator
{
    public IReadOnlyList<string> Versions { get; } = ["99"];

    public bool Claims(HandshakeRequest request) => request.Entry != HandshakeEntry.ExtendedConnect && request.Headers.Only("Sec-WebSocket-Version") == "99";

    public HandshakeResponse Negotiate(HandshakeRequest request, HandshakeOptions options) => request.Method == "GET"
        ? HandshakeResponse.Accept(101, "Ninety Nine", [new("Upgrade", "websocket"), new("Connection", "Upgrade"), new("X-Balloons", "99")], new AcceptedHandshake())
        : HandshakeResponse.Refuse(405, "the method must be GET", new Header("Allow", "GET"));
}
