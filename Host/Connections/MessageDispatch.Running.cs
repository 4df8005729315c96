using System.Buffers;
using System.Runtime.CompilerServices;
using Abstractions;

namespace Host.Connections;

/// <content>A call under way, and what follows it: continued where it completes, through one delegate for the life of the connection.</content>
internal sealed partial class MessageDispatch
{
    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private ValueTaskAwaiter _running;
    private byte[]? _runningBuffer;
    private Action? _continue;

    // True when the call has completed; else it is continued in Continue.
    private bool Run(ValueTask call, byte[]? buffer)
    {
        // What nearly all calls do; nothing is kept of them.
        if (call.IsCompletedSuccessfully && buffer is null)
        {
            call.GetAwaiter().GetResult();
            Life?.OnCallEnded();
            return true;
        }
        _running = call.GetAwaiter();
        _runningBuffer = buffer;
        if (call.IsCompleted)
        {
            Complete();
            return true;
        }
        Life?.OnCallPending();
        _running.UnsafeOnCompleted(_continue ??= Continue);
        return false;
    }

    private void Complete()
    {
        Life?.OnCallEnded();
        try
        {
            _running.GetResult();
        }
        catch (Exception exception)
        {
            OnFault(exception);
        }
        if (_runningBuffer is { } buffer)
        {
            _runningBuffer = null;
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Continue() => GoOn(completed: true);

    private void GoOn(bool completed)
    {
        _onReceiver = false;
        // The thread comes with the context of whoever completed the call; what other connections keep in theirs is none of this one's.
        var context = ExecutionContext.Capture();
        if (_context is not null)
            ExecutionContext.Restore(_context);
        if (completed)
            CompletePending();
        RunWaiting();
        if (context is not null)
            ExecutionContext.Restore(context);
    }

    private void CompletePending()
    {
        Complete();
        if (!_usingReceived)
            return;
        _usingReceived = false;
        connection.WakeReader();
    }

    private void RunWaiting()
    {
        for (var calls = 0; ; calls++)
        {
            if (IsTurnOver(calls))
            {
                QueueTurn();
                return;
            }
            if (!TryTake(out var step, out var message, out var buffer))
                return;
            connection.CorkSends();
            var completed = Run(Call(step, message), buffer);
            connection.UncorkSends();
            if (!completed)
                return;
        }
    }

    private bool TryTake(out Step step, out Message message, out byte[]? buffer)
    {
        lock (_waiting)
        {
            (step, message, buffer) = (Step.Connect, default, null);
            if (_toConnect)
            {
                _toConnect = false;
                return true;
            }
            step = Step.HandOver;
            // Under the lock: a connection is never idle that was to go over before. One that ends is closing, and stays.
            if (!_faulted && connection.IsToRebind)
                return true;
            step = Step.Message;
            _pauseUntilIdle = false;
            var taken = _waiting.TryDequeue(out message, out buffer);
            if (_waiting.Bytes < readAheadBytes)
                SignalRoomLocked();
            if (taken)
                return true;
            if (_ending is null)
                return _busy = false;
            step = Step.Disconnect;
            if (!_disconnected)
                return _disconnected = true;
        }
        Life?.End();
        _ending.TrySetResult();
        return false;
    }
}
