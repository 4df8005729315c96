using Abstractions;
using Host.Configuration;
using Host.Connections;
using Host.Opening;
using Host.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Host.Swapping;

/// <summary>
/// Brings what is served in line with the drop folder: one look finds what is new, changed or gone, whoever asks for it. A change is taken when it has
/// been the same at two looks. A new load is served when all of it works, and whatever fails before leaves the old one where it is.
/// </summary>
internal sealed class PluginSwapping(
    PluginCatalog catalog, ServedPlugins served, Retirements retirements, FaultLimit faults, IConfiguration configuration, ILoggerFactory loggers, ILogger<PluginSwapping> logger)
{
    private readonly Lock _gate = new();

    /// <summary>Looks once. One look at a time: a second waits for the first.</summary>
    /// <returns>Whether something is changing, so that another look is needed soon.</returns>
    public bool Look()
    {
        lock (_gate)
        {
            var before = catalog.FolderRefusal;
            var sources = catalog.Look();
            if (sources is null)
            {
                catalog.Publish();
                // Nothing is taken for deleted because a folder cannot be read.
                if (catalog.FolderRefusal is { } refusal && refusal != before)
                    SwapLog.FolderRefused(logger, refusal.File!, refusal.Reason!, refusal.Remedy!);
                return false;
            }
            return Look(sources);
        }
    }

    /// <summary>Takes other routes and another order of the adapters, and lets what was refused be tried again: the reason may be gone.</summary>
    /// <param name="settings">For the routes and the order.</param>
    /// <param name="apply">Is called once they are found good, and before they are in force.</param>
    /// <returns>The configured paths that are not served, and were not missing before.</returns>
    /// <exception cref="ConfigurationException">A route has a bad path, or one that is served would have no handler any more. Then nothing has changed.</exception>
    public IReadOnlyList<string> Apply(IConfiguration settings, Action apply)
    {
        lock (_gate)
        {
            var before = served.Current.Routes;
            var set = ServedPlugins.Make(catalog.Plugins, catalog.Entries.SelectMany(entry => entry.Quarantined), settings, loggers, requireHandlers: false);
            // A slip of the pen takes nothing away. A new route may come before its plugin.
            if (set.Routes.Unserved.FirstOrDefault(path => before.Routes.Any(route => route.Path == path)) is { } lost)
            {
                var key = $"Routes:{lost}:Handler";
                throw new ConfigurationException(key, settings[key], $"the name of a loaded handler: {string.Join(", ", set.Routes.Routes.Select(route => route.Handler.Name).Distinct())}");
            }
            apply();
            served.Current = set;
            foreach (var entry in catalog.Entries.Where(entry => entry.Refusal is not null && entry.Quarantined.Count == 0))
                entry.Retry();
            return [.. set.Routes.Unserved.Except(before.Unserved)];
        }
    }

    /// <summary>Counts the faults of what was loaded at the start.</summary>
    public void CountFaults()
    {
        foreach (var plugin in catalog.Plugins)
            CountFaults(plugin.Generation);
    }

    private void CountFaults(Generation generation) => faults.Watch(generation, () => Quarantine(generation));

    // Until its files change: no load of the same would do better.
    private void Quarantine(Generation generation)
    {
        lock (_gate)
        {
            if (catalog.Entries.FirstOrDefault(entry => entry.Current?.Generation == generation) is not { Current: { } plugin } entry)
                return;
            entry.Quarantined = [.. plugin.Handlers.Select(handler => handler.Quarantine())];
            Serve(entry, null, Make(entry, null));
            var file = plugin.Directory is null ? entry.Name : Path.Combine(catalog.Folder.Directory!, entry.IsLoose ? "" : entry.Name, entry.Name + ".dll");
            PluginCatalog.Refuse(entry, file, plugin.Hash, new PluginRefusedException(file, $"it had more than {faults.PerMinute} faults in a minute", "Replace it, or raise PluginHost:MaxFaultsPerMinute and restart."));
            catalog.Publish();
            WharfMetrics.PluginLoad(entry.Name, "quarantined");
            SwapLog.Quarantined(logger, generation, faults.PerMinute);
            retirements.Begin(plugin, new CloseReason(CloseCode.InternalError), drainSeconds: 0);
        }
    }

    private bool Look(IReadOnlyList<PluginSource> sources)
    {
        var current = served.Current;
        var isChanging = false;
        // First: what takes the place of something under another name can have its paths.
        foreach (var entry in catalog.Entries.Where(entry => !entry.IsBuiltIn && !sources.Any(entry.IsOf) && !catalog.Folder.Has(entry)).ToList())
            isChanging |= !TryRemove(entry);
        foreach (var source in sources)
            isChanging |= !TryTake(catalog.EntryOf(source), source);
        while (current != served.Current)
        {
            current = served.Current;
            foreach (var entry in catalog.Entries.Where(entry => entry.IsRefusedForOthers).ToList())
            {
                if (sources.FirstOrDefault(entry.IsOf) is { } source)
                    Load(entry, source);
            }
        }
        catalog.Publish();
        return isChanging;
    }

    // False where it is too early to tell.
    private bool TryRemove(PluginEntry entry)
    {
        if (entry.Seen != PluginEntry.Gone)
        {
            entry.Seen = PluginEntry.Gone;
            return false;
        }
        var plugin = entry.Current;
        var wasQuarantined = entry.Quarantined.Count > 0;
        entry.Quarantined = [];
        if (plugin is not null || wasQuarantined)
            Serve(entry, null, Make(entry, null));
        catalog.Remove(entry);
        if (plugin is null)
            return true;
        SwapLog.Removed(logger, plugin.Generation, plugin.Version);
        retirements.Begin(plugin, new CloseReason(CloseCode.ServiceRestart, "plugin removed"));
        return true;
    }

    // False where it is too early to tell.
    private bool TryTake(PluginEntry entry, PluginSource source)
    {
        var fingerprint = PluginFingerprint.Of(source);
        if (fingerprint == entry.Fingerprint)
        {
            entry.Seen = null;
            return true;
        }
        if (fingerprint != entry.Seen)
        {
            entry.Seen = fingerprint;
            return false;
        }
        Load(entry, source);
        // It has none where the files changed meanwhile.
        return entry.Fingerprint is not null;
    }

    private void Load(PluginEntry entry, PluginSource source)
    {
        var before = entry.Refusal;
        if (catalog.TryLoad(entry, source, waitForQuiet: true) is { } plugin)
            TryServe(entry, plugin, source.AssemblyFile);
        if (entry.Refusal is null && before is not null && entry.Current is { } current)
            SwapLog.Restored(logger, current.Generation);
        if (entry.Refusal is not { } refusal || refusal == before)
            return;
        WharfMetrics.PluginLoad(entry.Name, "refused");
        if (entry.Current is null)
            SwapLog.Refused(logger, entry.Name, refusal.File!, refusal.Reason!, refusal.Remedy!);
        else
            SwapLog.NotReplaced(logger, entry.Name, entry.Current.Generation, refusal.File!, refusal.Reason!, refusal.Remedy!);
    }

    private void TryServe(PluginEntry entry, LoadedPlugin plugin, string file)
    {
        var before = entry.Current;
        try
        {
            // Asks the plugin's adapters, who may not answer.
            var set = Make(entry, plugin);
            if (set.Routes.Unserved.Except(served.Current.Routes.Unserved).ToList() is { Count: > 0 } gone)
                throw new PluginRefusedException(file, $"it has not the handlers that Routes name for {string.Join(", ", gone)}", "Bring them back, or change the routes first.");
            CountFaults(plugin.Generation);
            Serve(entry, plugin, set);
        }
        catch (Exception e)
        {
            PluginCatalog.Refuse(entry, file, plugin.Hash, e);
            catalog.Discard(plugin);
            return;
        }
        WharfMetrics.PluginLoad(entry.Name, "loaded");
        if (before is null)
        {
            SwapLog.Served(logger, plugin.Generation, plugin.Version);
            return;
        }
        SwapLog.Replaced(logger, plugin.Generation, plugin.Version, before.Generation, before.Version);
        retirements.Begin(before, new CloseReason(CloseCode.ServiceRestart, "plugin replaced"), rebinding: new Rebinding(entry));
    }

    private PluginSet Make(PluginEntry entry, LoadedPlugin? plugin) => ServedPlugins.Make(
        catalog.With(entry, plugin), catalog.Entries.Where(other => other != entry || plugin is null).SelectMany(other => other.Quarantined), configuration, loggers, requireHandlers: false);

    // Before the load that goes is closed: whoever finds that closed finds this one.
    private void Serve(PluginEntry entry, LoadedPlugin? plugin, PluginSet set)
    {
        if (set.Routes.Unserved.Except(served.Current.Routes.Unserved).ToList() is { Count: > 0 } gone)
            SwapLog.RoutesGone(logger, string.Join(", ", gone));
        served.Current = set;
        catalog.Replace(entry, plugin);
    }
}
