using Abstractions;

namespace Host.Plugins;

/// <summary>The handler of one connection, to be disposed once after <see cref="IConnectionHandler.OnDisconnectAsync"/>.</summary>
internal readonly struct HandlerInstance(IConnectionHandler handler, IAsyncDisposable? scope = null)
{
    public IConnectionHandler Handler { get; } = handler;

    /// <summary>Disposes the handler, then the services that were made for it.</summary>
    public ValueTask DisposeAsync() =>
        scope is null && Handler is not (IAsyncDisposable or IDisposable) ? ValueTask.CompletedTask : DisposeAsync(Handler, scope);

    private static async ValueTask DisposeAsync(IConnectionHandler handler, IAsyncDisposable? scope)
    {
        try
        {
            if (handler is IAsyncDisposable asyncDisposable)
                await asyncDisposable.DisposeAsync();
            else if (handler is IDisposable disposable)
                disposable.Dispose();
        }
        finally
        {
            if (scope is not null)
                await scope.DisposeAsync();
        }
    }
}
