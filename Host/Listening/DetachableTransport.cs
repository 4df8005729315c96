using System.IO.Pipelines;
using Host.Opening;

namespace Host.Listening;

/// <summary>
/// A connection's transport as Kestrel sees it, until an opening handshake takes it away: from then on Kestrel reads an end and writes into
/// nothing, so that it finishes the request and lets go of the connection.
/// </summary>
internal sealed class DetachableTransport : IDuplexPipe
{
    private readonly DetachableReader _input;
    private readonly DetachableWriter _output;

    public DetachableTransport(IDuplexPipe transport)
    {
        _input = new DetachableReader(transport.Input);
        _output = new DetachableWriter(transport.Output);
    }

    public PipeReader Input => _input;

    public PipeWriter Output => _output;

    /// <summary>The handshake that took the transport, or null.</summary>
    public HandshakeDecision? Taken { get; private set; }

    /// <summary>Takes the transport away from Kestrel. Called from within the request, so that nothing else reads or writes.</summary>
    /// <param name="decision">What is to be done with it.</param>
    /// <param name="bodyLength">The length of the body that the request has announced, none of which was read.</param>
    public void Take(HandshakeDecision decision, long bodyLength)
    {
        Taken = decision;
        _input.Detach(bodyLength);
        _output.IsDetached = true;
    }
}
