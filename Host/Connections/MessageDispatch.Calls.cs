using Abstractions;

namespace Host.Connections;

/// <content>The calls themselves: what the handler throws ends its connection, and nothing else.</content>
internal sealed partial class MessageDispatch
{
    private volatile Step _step;

    /// <summary>The call under way, or the last one, as the port names it.</summary>
    public string CallName => _step switch
    {
        Step.Connect => nameof(IConnectionHandler.OnConnectAsync),
        Step.Message => nameof(IConnectionHandler.OnMessageAsync),
        Step.HandOver => nameof(IStateHandOver),
        _ => nameof(IConnectionHandler.OnDisconnectAsync),
    };

    private ValueTask CallMessage(in Message message)
    {
        if (_faulted)
            return ValueTask.CompletedTask;
        _step = Step.Message;
        Life?.OnCallBegun();
        try
        {
            return Handler.Handler.OnMessageAsync(connection, message, connection.Aborted);
        }
        catch (Exception exception)
        {
            OnFault(exception);
            return ValueTask.CompletedTask;
        }
    }

    private ValueTask Call(Step step, in Message message)
    {
        if (step == Step.Message)
            return CallMessage(message);
        _step = step;
        Life?.OnCallBegun();
        try
        {
            return step switch
            {
                Step.Connect => Handler.Handler.OnConnectAsync(connection, connection.Aborted),
                Step.HandOver => Rebind(),
                _ => Handler.Handler.OnDisconnectAsync(connection, _ending!.Reason),
            };
        }
        catch (Exception exception)
        {
            OnFault(exception);
            return ValueTask.CompletedTask;
        }
    }

    private ValueTask Rebind()
    {
        connection.Rebind();
        return ValueTask.CompletedTask;
    }

    private void OnFault(Exception exception)
    {
        if (connection.OnHandlerException(exception))
            _faulted = true;
    }

    /// <summary>The end of the connection: why, and when its handler has been told.</summary>
    private sealed class Ending(CloseReason reason) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public CloseReason Reason { get; } = reason;
    }

    private enum Step
    {
        Connect,
        Message,
        HandOver,
        Disconnect,
    }
}
