using Abstractions;
using Host.Plugins;

namespace Host.Connections;

/// <content>How the connection goes over from a load of its handler's plugin to the one that has taken its place.</content>
internal sealed partial class Connection
{
    /// <summary>The handler with what was made for it, to be disposed of by whoever runs the connection.</summary>
    public HandlerInstance HandlerInstance => _dispatch.Handler;

    /// <summary>Whether the connection is to go over, now or when the call under way has returned.</summary>
    /// <remarks>Where the adapter is of the same load that would stay in memory all the same.</remarks>
    public bool IsToRebind => Plugins.Handler.Rebinding is { } rebinding && Plugins.Adapter != Plugins.Handler && !IsClosing
        && _dispatch.Handler.Handler is IStateHandOver && rebinding.Find(Handler) is not null;

    /// <summary>Goes over. Called by the dispatch, between two calls.</summary>
    public void Rebind()
    {
        var from = Plugins.Handler;
        var rebinding = from.Rebinding!;
        if (rebinding.Lease(Handler) is not { } target)
            return;
        var old = _dispatch.Handler;
        if (!TryHandOver(old.Handler, target, out var taken))
        {
            // With the lease, until what was made of the new handler is disposed of.
            _ = LetGoAsync(taken, target.Generation);
            rebinding.OnFailed();
            WharfMetrics.PluginRebind(from.Plugin, "failed");
            Close(new CloseReason(CloseCode.ServiceRestart, "plugin replaced"), failed: false);
            return;
        }
        _dispatch.Handler = taken;
        Plugins = new PluginLease(Plugins.Adapter, target.Generation);
        if (!_isDispatchOfRoute)
            _dispatchTo = target.Options.Dispatch;
        rebinding.OnMoved();
        WharfMetrics.PluginRebind(from.Plugin, "moved");
        // Not awaited: messages need not wait for it.
        _ = LetGoAsync(old, from);
    }

    private bool TryHandOver(IConnectionHandler old, HandlerRegistration target, out HandlerInstance taken)
    {
        taken = default;
        var at = Plugins.Handler;
        try
        {
            // A copy: the memory may be an object of the old load.
            var state = ((IStateHandOver)old).ExportState().ToArray();
            if (state.Length > IStateHandOver.MaxStateBytes)
                throw new InvalidOperationException($"The state has {state.Length} bytes; it may have at most {IStateHandOver.MaxStateBytes}.");
            at = target.Generation;
            taken = target.Factory.Create();
            ((IStateHandOver)taken.Handler).ImportState(this, state);
            return true;
        }
        catch (Exception exception)
        {
            PluginFaults.Threw(at, Handler);
            ConnectionLog.NotRebound(Services.Logger, exception, Id, Handler, Plugins.Handler, target.Generation);
            return false;
        }
    }

    private async Task LetGoAsync(HandlerInstance handler, Generation generation)
    {
        try
        {
            await handler.DisposeAsync();
        }
        catch (Exception exception)
        {
            PluginFaults.Threw(generation, Handler);
            ConnectionLog.HandlerFault(Services.Logger, exception, Id, generation.Plugin);
        }
        finally
        {
            generation.Release();
        }
    }
}
