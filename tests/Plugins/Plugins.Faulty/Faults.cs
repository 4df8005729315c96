using Abstractions;

namespace Plugins.Faulty;

public sealed class Needed;

public sealed class Captor(Needed needed)
{
    public Needed Needed { get; } = needed;
}

public abstract class SilentHandler : IConnectionHandler
{
    public ValueTask OnMessageAsync(IConnection connection, Message message, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}

public sealed class NeedyHandler(Needed needed) : SilentHandler
{
    public Needed Needed { get; } = needed;
}

public sealed class AmbiguousHandler : SilentHandler
{
    public AmbiguousHandler()
    {
    }

    public AmbiguousHandler(TimeProvider time) => Time = time;

    public TimeProvider? Time { get; }
}

public sealed class FailingHandler : SilentHandler
{
    public FailingHandler() => throw new InvalidOperationException("this handler is out of order");
}

public sealed class FailingAdapter : IProtocolAdapter
{
    public FailingAdapter() => throw new InvalidOperationException("this adapter is out of order");

    public string Name => "failing";

    public IHandshakeNegotiator Handshake => throw new NotSupportedException();

    public IFrameCodec CreateCodec(AcceptedHandshake accepted, in CodecLimits limits) => throw new NotSupportedException();
}
