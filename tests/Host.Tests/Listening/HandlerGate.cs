using Abstractions;

namespace Host.Tests.Listening;

/// <summary>Blocks the calls of a handler until a test lets them go on.</summary>
internal sealed class HandlerGate : IDisposable
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _entered = new(0);

    /// <summary>A handler's: sends every message back, and before that blocks where it says "block".</summary>
    public ValueTask EchoOrBlockAsync(IConnection connection, Message message, CancellationToken cancellationToken)
    {
        if (message.Text == "block")
            Block();
        return connection.SendAsync(message, cancellationToken);
    }

    /// <summary>For a call of the handler: blocks.</summary>
    public void Block()
    {
        Enter();
        _open.Task.Wait(CancellationToken.None);
    }

    /// <summary>For a call of the handler that blocks in its own way.</summary>
    public void Enter() => _entered.Release();

    /// <summary>Completes when one more call was entered.</summary>
    public async Task EnteredAsync() => Assert.That(await _entered.WaitAsync(RawClient.HangLimit), "The handler was not called.");

    /// <summary>Lets all calls go on, and those that come.</summary>
    public void Open() => _open.TrySetResult();

    public void Dispose()
    {
        Open();
        _entered.Dispose();
    }
}
