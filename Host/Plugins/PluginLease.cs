using System.Diagnostics.CodeAnalysis;
using Abstractions;

namespace Host.Plugins;

/// <summary>The generations that one connection uses: that of its adapter and that of its handler, which may be the same.</summary>
/// <param name="Adapter">Whose adapter it is.</param>
/// <param name="Handler">Whose handler it is.</param>
internal readonly record struct PluginLease(Generation Adapter, Generation Handler)
{
    /// <summary>Why the connection is to be closed at once, the time of one of them being over; null while it is not.</summary>
    public CloseReason? CutOffReason => Handler.CutOffReason ?? Adapter.CutOffReason;

    /// <summary>Takes the leases, which <see cref="Release"/> gives back; both or none.</summary>
    public static bool TryTake(Generation adapter, Generation handler, [NotNullWhen(true)] out PluginLease? lease)
    {
        lease = null;
        if (!handler.TryLease())
            return false;
        if (adapter != handler && !adapter.TryLease())
        {
            handler.Release();
            return false;
        }
        lease = new PluginLease(adapter, handler);
        return true;
    }

    public bool Uses(Generation generation) => Adapter == generation || Handler == generation;

    /// <summary>Gives the leases back: once.</summary>
    public void Release()
    {
        Handler.Release();
        if (Adapter != Handler)
            Adapter.Release();
    }
}
