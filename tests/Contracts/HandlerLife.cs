using Abstractions;

namespace Contracts;

/// <summary>Calls a handler as the host does: one method at a time, disconnect once, then disposal.</summary>
internal sealed class HandlerLife(IConnectionHandler handler) : IDisposable
{
    private bool _closed;

    public IConnectionHandler Handler { get; } = handler;

    public FakeConnection Connection { get; } = new();

    public Task ConnectAsync(CancellationToken cancellationToken) =>
        RunAsync(Handler.OnConnectAsync(Connection, Connection.Aborted), cancellationToken);

    // A handler that has closed gets no more messages.
    public Task ReceiveAsync(Message message, CancellationToken cancellationToken) =>
        Connection.Closed is null ? RunAsync(Handler.OnMessageAsync(Connection, message, Connection.Aborted), cancellationToken) : Task.CompletedTask;

    public async Task DisconnectAsync(CancellationToken cancellationToken)
    {
        _closed = true;
        Connection.Abort();
        await RunAsync(Handler.OnDisconnectAsync(Connection, Connection.Closed ?? new CloseReason(CloseCode.AbnormalClosure)), cancellationToken);
        switch (Handler)
        {
            case IAsyncDisposable disposable:
                await disposable.DisposeAsync();
                break;
            case IDisposable disposable:
                disposable.Dispose();
                break;
        }
    }

    public void Dispose()
    {
        // A test that failed half-way must not leave the handler's own tasks running.
        if (!_closed)
            Connection.Abort();
        Connection.Dispose();
    }

    // Sends are let through one by one while the method runs, and none once it has completed.
    private async Task RunAsync(ValueTask running, CancellationToken cancellationToken)
    {
        var task = running.AsTask();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        while (!task.IsCompleted)
        {
            if (Connection.ReleaseSend())
                continue;
            var sends = Connection.WaitForSendAsync(stop.Token);
            await Task.WhenAny(task, sends);
            cancellationToken.ThrowIfCancellationRequested();
        }
        await stop.CancelAsync();
        await task;
    }
}
