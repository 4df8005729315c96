using System.Collections.Concurrent;
using System.Net;
using Abstractions;

namespace Contracts;

/// <summary>
/// A connection in memory. A message that is sent waits until <see cref="ReleaseSend"/>, and only then its payload is read: as late
/// as the contract of <see cref="IConnection.SendAsync"/> allows.
/// </summary>
public sealed class FakeConnection : IConnection, IDisposable
{
    private static int _count;

    private readonly CancellationTokenSource _aborted = new();
    private readonly ConcurrentQueue<PendingSend> _pending = new();
    private readonly ConcurrentQueue<Message> _sent = new();
    private readonly SemaphoreSlim _sendWaits = new(0);
    private CloseReason? _closed;

    /// <summary>Opens it.</summary>
    public FakeConnection() => Aborted = _aborted.Token;

    /// <summary>The messages sent so far.</summary>
    public IReadOnlyCollection<Message> Sent => _sent;

    /// <summary>How this side has closed, or null.</summary>
    public CloseReason? Closed => _closed;

    /// <inheritdoc/>
    public string Id { get; } = $"fake-{Interlocked.Increment(ref _count)}";

    /// <inheritdoc/>
    public string Protocol => "fake";

    /// <inheritdoc/>
    public string? Subprotocol { get; init; }

    /// <inheritdoc/>
    public ConnectionRequest Request { get; init; } = new(new HandshakeRequest
    {
        Entry = HandshakeEntry.Raw,
        Method = "GET",
        RawTarget = "/",
        HttpVersion = HttpVersion.Version11,
        Headers = [new Header("Host", "localhost")],
    });

    /// <inheritdoc/>
    public CancellationToken Aborted { get; }

    /// <inheritdoc/>
    public bool CanSend(MessageKind kind) => true;

    /// <inheritdoc/>
    public async ValueTask SendAsync(Message message, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var send = new PendingSend(message, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _pending.Enqueue(send);
        _sendWaits.Release();
        if (Aborted.IsCancellationRequested)
            FailSends();
        await send.Completion.Task;
    }

    /// <inheritdoc/>
    public ValueTask CloseAsync(ushort code = CloseCode.Normal, string reason = "")
    {
        ClosePayload.Write(new CloseReason(code, reason), new byte[ClosePayload.MaxLength]);
        _closed ??= new CloseReason(code, reason);
        Abort();
        return ValueTask.CompletedTask;
    }

    /// <summary>Ends the connection: <see cref="Aborted"/> fires, and what waits to be sent fails.</summary>
    public void Abort()
    {
        _aborted.Cancel();
        FailSends();
    }

    /// <summary>Takes a message of a group, which waits for nothing and nobody.</summary>
    internal bool TryTake(Message message)
    {
        if (Aborted.IsCancellationRequested || !CanSend(message.Kind))
            return false;
        _sent.Enqueue(new Message(message.Kind, message.Payload.ToArray()));
        return true;
    }

    /// <summary>Waits until a message waits to be sent.</summary>
    public Task WaitForSendAsync(CancellationToken cancellationToken) => _sendWaits.WaitAsync(cancellationToken);

    /// <summary>Sends the message that waits longest.</summary>
    /// <returns>False where none waits.</returns>
    public bool ReleaseSend()
    {
        if (!_pending.TryDequeue(out var send))
            return false;
        _sent.Enqueue(new Message(send.Message.Kind, send.Message.Payload.ToArray()));
        send.Completion.SetResult();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _aborted.Dispose();
        _sendWaits.Dispose();
    }

    private void FailSends()
    {
        while (_pending.TryDequeue(out var send))
            send.Completion.SetException(new ConnectionClosedException(_closed ?? new CloseReason(CloseCode.AbnormalClosure)));
    }

    private sealed record PendingSend(Message Message, TaskCompletionSource Completion);
}
