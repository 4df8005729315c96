using Abstractions;

namespace Host.Connections;

/// <content>On which thread the handler is called.</content>
internal sealed partial class Connection
{
    private readonly bool _sharesThread;
    private readonly bool _isDispatchOfRoute;
    private volatile Dispatch _dispatchTo;

    /// <summary>Whether the next call of the handler is to be made on the thread pool, because others share the thread that receives.</summary>
    public bool DispatchesToPool => _sharesThread && _dispatchTo switch
    {
        Dispatch.Inline => false,
        Dispatch.Pool => true,
        _ => Plugins.Handler.MovedHandlers.Contains(Handler),
    };

    /// <summary>
    /// The thread that receives has not come back to the transport for some time. Where that is because of a call of the handler, the handler goes
    /// over to the thread pool, unless it was decided that it stays; either is said once for each load of its plugin. Called by another thread
    /// while it is so, any number of times.
    /// </summary>
    public void OnThreadBlocked(TimeSpan time)
    {
        // Or it is the adapter that blocks, which has no other thread to go to.
        if (!_dispatch.IsBlockingReceiver)
            return;
        var (plugin, milliseconds) = (Plugins.Handler, (long)time.TotalMilliseconds);
        if (_dispatchTo == Dispatch.Auto && plugin.MovedHandlers.TryAdd(Handler))
        {
            WharfMetrics.HandlerMoved(plugin.Plugin, Handler);
            ConnectionLog.HandlerMoved(Services.Logger, Handler, plugin, milliseconds);
        }
        else if (_dispatchTo == Dispatch.Inline && plugin.BlockingHandlers.TryAdd(Handler))
        {
            ConnectionLog.HandlerBlocks(Services.Logger, Handler, plugin, milliseconds);
        }
    }
}
