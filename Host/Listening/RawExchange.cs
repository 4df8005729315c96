using System.IO.Pipelines;
using Abstractions;
using Host.Connections;

namespace Host.Listening;

/// <summary>An opening handshake of HTTP/1.1: exactly the response's bytes on a transport of its own.</summary>
internal sealed class RawExchange(PipeReader input, ITransport transport, TimeProvider time) : IHandshakeExchange
{
    public PipeReader Input => input;

    public ITransport Transport => transport;

    public ValueTask AcceptAsync(HandshakeResponse response) => transport.SendAsync(ResponseHead.Accepted(response));

    public async Task RefuseAsync(HandshakeResponse response)
    {
        await transport.SendAsync(ResponseHead.Refused(response, time.GetUtcNow()));
        // What the client sent beyond the head is dropped after the answer has left: a reset for unread bytes would destroy the answer.
        await Linger.RunAsync(input, transport, time);
    }
}
