using System.Collections.Concurrent;
using System.Threading.Channels;
using Abstractions;

namespace Host.Tests.Listening;

/// <summary>What the handlers of a test do, and what has happened to them.</summary>
internal sealed class HandlerScript
{
    private readonly Channel<IConnection> _opened = Channel.CreateUnbounded<IConnection>();
    private readonly Channel<CloseReason> _ended = Channel.CreateUnbounded<CloseReason>();

    public Func<IConnection, CancellationToken, ValueTask> OnConnect { get; init; } = (_, _) => ValueTask.CompletedTask;

    /// <summary>An echo, where the test says nothing else.</summary>
    public Func<IConnection, Message, CancellationToken, ValueTask> OnMessage { get; init; } =
        (connection, message, cancellationToken) => connection.SendAsync(message, cancellationToken);

    public Func<CloseReason, ValueTask> OnDisconnect { get; init; } = _ => ValueTask.CompletedTask;

    /// <summary>Every disconnect so far.</summary>
    public ConcurrentQueue<CloseReason> Disconnects { get; } = new();

    /// <summary>The next connection that was opened.</summary>
    public Task<IConnection> OpenedAsync() => _opened.Reader.ReadAsync().AsTask().WaitAsync(RawClient.HangLimit);

    /// <summary>The reason of the next disconnect.</summary>
    public Task<CloseReason> EndedAsync() => _ended.Reader.ReadAsync().AsTask().WaitAsync(RawClient.HangLimit);

    public ValueTask ConnectAsync(IConnection connection, CancellationToken cancellationToken)
    {
        _opened.Writer.TryWrite(connection);
        return OnConnect(connection, cancellationToken);
    }

    public ValueTask DisconnectAsync(CloseReason reason)
    {
        Disconnects.Enqueue(reason);
        _ended.Writer.TryWrite(reason);
        return OnDisconnect(reason);
    }
}
