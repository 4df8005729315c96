using Abstractions;

namespace Host.Plugins;

/// <content>How a plugin gets into the catalog, or why it does not.</content>
internal sealed partial class PluginCatalog
{
    /// <summary>Copies, checks and loads the files of a plugin. What is refused is noted in its place and not tried again until it changes.</summary>
    /// <param name="entry">Its place.</param>
    /// <param name="source">Its files.</param>
    /// <param name="waitForQuiet">Whether files that change while they are copied are left for the next look.</param>
    /// <returns>What may take the place now; null where it was refused, or is what is there already, or is changing.</returns>
    public LoadedPlugin? TryLoad(PluginEntry entry, PluginSource source, bool waitForQuiet)
    {
        string? directory = null;
        string? hash = null;
        LoadedPlugin? plugin = null;
        entry.Fingerprint = PluginFingerprint.Of(source);
        _logger.PluginLoading(source.Name);
        try
        {
            RequireName(entry, source.AssemblyFile);
            directory = _intake.Copy(source);
            hash = PluginHash.Of(directory);
            if (waitForQuiet && PluginFingerprint.Of(source) != entry.Fingerprint)
                entry.Fingerprint = null;
            else if (hash == entry.Current?.Hash)
                entry.Accept();
            else if (hash != entry.RefusedHash || entry.IsRefusedForOthers)
                plugin = _intake.Load(source, directory);
            if (plugin is not null)
            {
                plugin.Hash = hash;
                plugin.Rows = PluginReportRow.Of(plugin);
                RequireNoConflict(entry, plugin, source.AssemblyFile);
                return plugin;
            }
        }
        catch (PluginRefusedException refusal) when (waitForQuiet && PluginFingerprint.Of(source) != entry.Fingerprint)
        {
            // It is not what it was when it was copied, so what is wrong with the copy says nothing.
            entry.Fingerprint = null;
            _logger.PluginChanging(source.Name, refusal.Message);
        }
        catch (Exception e)
        {
            Refuse(entry, source.AssemblyFile, hash, e);
        }
        Discard(plugin);
        if (directory is not null)
            _intake.Remove(directory);
        return null;
    }

    private void Add(string name, IPlugin plugin)
    {
        var entry = new PluginEntry(name, isLoose: false, isBuiltIn: true);
        _entries.Add(entry);
        var file = plugin.GetType().Assembly.Location;
        LoadedPlugin? loaded = null;
        _logger.PluginLoading(name);
        try
        {
            RequireName(entry, file);
            loaded = _intake.Load(name, plugin);
            loaded.Rows = PluginReportRow.Of(loaded);
            RequireNoConflict(entry, loaded, file);
            Replace(entry, loaded);
            return;
        }
        catch (Exception e)
        {
            Refuse(entry, file, hash: null, e);
        }
        Discard(loaded);
    }

    private void RequireName(PluginEntry entry, string file)
    {
        if (_entries.Exists(other => other != entry && other.Current is not null && other.Name == entry.Name))
            throw new PluginConflictException(file, "a plugin of this name is loaded already", "Remove one of the two.");
    }

    private void RequireNoConflict(PluginEntry entry, LoadedPlugin plugin, string file)
    {
        if (PluginConflict.Find(plugin, _plugins.Where(other => other != entry.Current)) is { } conflict)
            throw new PluginConflictException(file, conflict, "Remove one of the two plugins, or change one of them.");
    }

    /// <summary>Notes why the files of a plugin are not served.</summary>
    public static void Refuse(PluginEntry entry, string file, string? hash, Exception exception)
    {
        var refusal = exception as PluginRefusedException ?? new PluginRefusedException(file, Failure.Describe(exception), "Mend the plugin.");
        entry.Refuse(new PluginReportRow(entry.Name, "plugin") { File = refusal.File, Reason = refusal.Message, Remedy = refusal.Remedy }, hash, refusal is PluginConflictException);
    }

    /// <summary>Disposes of a load that was never served.</summary>
    public void Discard(LoadedPlugin? plugin)
    {
        try
        {
            // Waits: nothing else happens on the thread that loads.
            plugin?.DisposeAsync().AsTask().Wait();
        }
        catch (AggregateException e)
        {
            _logger.PluginNotDisposed(plugin!.Name, Failure.Describe(e));
        }
    }
}
