using System.Globalization;
using Abstractions;
using Plugins.Collecting;

[assembly: Plugin(typeof(CollectingPlugin))]

namespace Plugins.Collecting;

/// <summary>Collects all garbage of its process with each message, and answers with the bytes that the process has in memory then.</summary>
public sealed class CollectingPlugin : IPlugin
{
    public void Configure(IPluginBuilder plugin) => plugin.AddHandler("collect", "/collect", (connection, _) => connection.SendAsync(Collect().ToString(CultureInfo.InvariantCulture)));

    private static long Collect()
    {
        // What a finalizer lets go is gone with the second.
        for (var i = 0; i < 2; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
        return Environment.WorkingSet;
    }
}
