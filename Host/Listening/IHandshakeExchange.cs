using System.IO.Pipelines;
using Abstractions;
using Host.Connections;

namespace Host.Listening;

/// <summary>The request and response of an opening handshake on the wire: how it is answered, and the bytes of the connection after that.</summary>
internal interface IHandshakeExchange
{
    /// <summary>What comes after the request's head.</summary>
    PipeReader Input { get; }

    /// <summary>The way out after the response's head.</summary>
    ITransport Transport { get; }

    /// <summary>Sends the head of an accepting response. Throws, with whatever the transport throws, when the peer is gone.</summary>
    ValueTask AcceptAsync(HandshakeResponse response);

    /// <summary>Sends a refusal and ends the exchange. The caller holds a time limit that aborts the transport.</summary>
    Task RefuseAsync(HandshakeResponse response);
}
