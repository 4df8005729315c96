using System.IO.Pipelines;

namespace Host.Listening;

/// <summary>The transport of an HTTP/2 connection as Kestrel sees it: its way out must not stand still.</summary>
internal sealed class Http2Transport(PipeReader input, TimedWriter output) : IDuplexPipe
{
    public PipeReader Input => input;

    public PipeWriter Output => output;
}
