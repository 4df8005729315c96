using System.IO.Pipelines;

namespace Host.Listening;

/// <summary>The transport of a connection of which a loop has received the beginning.</summary>
internal sealed class ReceivedTransport(IDuplexPipe transport, byte[] received) : IDuplexPipe
{
    public PipeReader Input { get; } = new ReceivedReader(transport.Input, received);

    public PipeWriter Output => transport.Output;
}
