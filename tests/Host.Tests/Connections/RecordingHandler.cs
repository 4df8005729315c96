using System.Collections.Concurrent;
using Abstractions;

namespace Host.Tests.Connections;

/// <summary>Writes down every call, and does what a test wants in it.</summary>
internal sealed class RecordingHandler : IConnectionHandler
{
    private readonly ConcurrentQueue<string> _calls = new();
    private int _running;

    public IReadOnlyList<string> Calls => [.. _calls];

    public Func<IConnection, ValueTask> OnConnect { get; init; } = _ => ValueTask.CompletedTask;

    public Func<IConnection, Message, ValueTask> OnMessage { get; init; } = (_, _) => ValueTask.CompletedTask;

    public Func<IConnection, CloseReason, ValueTask> OnDisconnect { get; init; } = (_, _) => ValueTask.CompletedTask;

    public ValueTask OnConnectAsync(IConnection connection, CancellationToken cancellationToken) => Record("connect", OnConnect(connection));

    public ValueTask OnMessageAsync(IConnection connection, Message message, CancellationToken cancellationToken) =>
        Record(message.Kind == MessageKind.Text ? $"text {message.Text}" : $"binary {Convert.ToHexString(message.Payload.Span)}", OnMessage(connection, message));

    public ValueTask OnDisconnectAsync(IConnection connection, CloseReason reason) => Record($"disconnect {reason.Code}", OnDisconnect(connection, reason));

    private async ValueTask Record(string call, ValueTask work)
    {
        _calls.Enqueue(Interlocked.Increment(ref _running) == 1 ? call : $"{call} WHILE ANOTHER CALL RUNS");
        try
        {
            await work;
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }
}
