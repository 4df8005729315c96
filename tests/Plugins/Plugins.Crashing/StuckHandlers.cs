using Abstractions;

namespace Plugins.Crashing;

/// <summary>A handler that never comes back from one of its calls: its task does not complete, or it does not even return.</summary>
public abstract class StuckHandler(string call, bool blocks) : IConnectionHandler
{
    public ValueTask OnConnectAsync(IConnection connection, CancellationToken cancellationToken) => Call("connect");

    public ValueTask OnMessageAsync(IConnection connection, Message message, CancellationToken cancellationToken) => Call("message");

    public ValueTask OnDisconnectAsync(IConnection connection, CloseReason reason) => Call("disconnect");

    private ValueTask Call(string name)
    {
        if (name != call)
            return ValueTask.CompletedTask;
        if (blocks)
            Thread.Sleep(Timeout.Infinite);
        return new ValueTask(new TaskCompletionSource().Task);
    }
}

public sealed class StuckConnect() : StuckHandler("connect", blocks: false);

public sealed class BlockedConnect() : StuckHandler("connect", blocks: true);

public sealed class StuckMessage() : StuckHandler("message", blocks: false);

public sealed class BlockedMessage() : StuckHandler("message", blocks: true);

public sealed class StuckDisconnect() : StuckHandler("disconnect", blocks: false);

public sealed class BlockedDisconnect() : StuckHandler("disconnect", blocks: true);
