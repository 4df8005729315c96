using Abstractions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Host.Plugins;

/// <summary>
/// All loaded plugins and what they bring. A plugin is in it whole or not at all. What it tells may be read from any thread; it is changed by one at a time.
/// </summary>
internal sealed class PluginCatalog : IAsyncDisposable
{
    private readonly List<PluginEntry> _entries = [];
    private readonly PluginIntake _intake;
    private readonly ILogger _logger;
    private PluginReportRow? _folderRefusal;
    private volatile IReadOnlyList<LoadedPlugin> _plugins = [];
    private volatile PluginReport _report;

    private PluginCatalog(PluginIntake intake, PluginFolder folder, ILogger logger)
    {
        Folder = folder;
        _intake = intake;
        _logger = logger;
        _report = new PluginReport(folder.Directory, []);
    }

    /// <summary>The drop folder.</summary>
    public PluginFolder Folder { get; }

    /// <summary>In the order in which they were loaded, or would be at a start.</summary>
    public IReadOnlyList<LoadedPlugin> Plugins => _plugins;

    public IReadOnlyList<AdapterRegistration> Adapters => [.. _plugins.SelectMany(plugin => plugin.Adapters)];

    public IReadOnlyList<HandlerRegistration> Handlers => [.. _plugins.SelectMany(plugin => plugin.Handlers)];

    public IReadOnlyList<PagesRegistration> Pages => [.. _plugins.SelectMany(plugin => plugin.Pages)];

    /// <summary>What was loaded, and what was not and why.</summary>
    public PluginReport Report => _report;

    /// <summary>The places of all plugins, in the order of <see cref="Plugins"/>.</summary>
    public IReadOnlyList<PluginEntry> Entries => _entries;

    /// <summary>Loads what can be loaded, and says in one line each what cannot, and why. Never throws because of a plugin.</summary>
    /// <param name="configuration">The host's configuration, plugins' sections included.</param>
    /// <param name="loggers">For the host and all plugins.</param>
    /// <param name="time">For all plugins.</param>
    /// <param name="builtIn">Plugins that are part of the process; configured before those of the folder.</param>
    public static PluginCatalog Load(
        IConfiguration configuration, ILoggerFactory loggers, TimeProvider time, IReadOnlyList<(string Name, IPlugin Plugin)> builtIn)
    {
        var logger = loggers.CreateLogger<PluginCatalog>();
        var folder = PluginFolder.Choose(configuration);
        var loader = new PluginLoader(new Preflight(PluginAllowList.Read(configuration), logger), PluginAssemblyLoader.Create(), configuration, loggers, time);
        var catalog = new PluginCatalog(new PluginIntake(loader, folder, configuration, logger), folder, logger);
        if (folder.Directory is null)
            logger.NoFolder(folder.Origin);
        else
            logger.FolderChosen(folder.Directory, folder.Origin);

        foreach (var (name, plugin) in builtIn)
            catalog.Add(name, plugin);
        foreach (var source in catalog.Look() ?? [])
        {
            var entry = catalog.EntryOf(source);
            if (catalog.TryLoad(entry, source, waitForQuiet: false) is { } plugin)
                catalog.Replace(entry, plugin);
        }
        catalog.Publish();
        catalog.Report.Log(loggers.CreateLogger<PluginReport>());
        return catalog;
    }

    /// <summary>What should be a plugin now; null where the folder cannot be used, which its row says.</summary>
    public IReadOnlyList<PluginSource>? Look()
    {
        if (Folder.Directory is null)
            return [];
        try
        {
            var sources = _intake.Sources();
            _folderRefusal = null;
            return sources;
        }
        catch (PluginRefusedException refusal)
        {
            _folderRefusal = new PluginReportRow(null, "folder") { File = refusal.File, Reason = refusal.Message, Remedy = refusal.Remedy };
            return null;
        }
    }

    /// <summary>The place of a plugin, which is made where there is none.</summary>
    public PluginEntry EntryOf(PluginSource source)
    {
        if (_entries.Find(entry => !entry.IsBuiltIn && entry.Name == source.Name && entry.IsLoose == source.IsLoose) is { } entry)
            return entry;
        var made = new PluginEntry(source.Name, source.IsLoose, isBuiltIn: false);
        // As PluginFolder has them in order.
        var place = _entries.FindIndex(other => !other.IsBuiltIn && (other.IsLoose, string.CompareOrdinal(other.Name, made.Name)).CompareTo((made.IsLoose, 0)) > 0);
        _entries.Insert(place < 0 ? _entries.Count : place, made);
        return made;
    }

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

    /// <summary>Puts a load in its place, or takes it out where there is none. Whoever calls it disposes of the one before.</summary>
    public void Replace(PluginEntry entry, LoadedPlugin? plugin)
    {
        entry.Current = plugin;
        entry.Accept();
        Publish();
    }

    /// <summary>Forgets a place whose files are gone.</summary>
    public void Remove(PluginEntry entry)
    {
        _entries.Remove(entry);
        Publish();
    }

    /// <summary>Lets what has changed in the places be seen.</summary>
    public void Publish()
    {
        _plugins = [.. _entries.Select(entry => entry.Current).OfType<LoadedPlugin>()];
        var rows = _entries.SelectMany(entry => (entry.Current?.Rows ?? []).Concat(entry.Refusal is { } refusal ? [refusal] : []));
        _report = new PluginReport(Folder.Directory, [.. _folderRefusal is null ? [] : (PluginReportRow[])[_folderRefusal], .. rows]);
    }

    /// <summary>Removes the copy of a plugin that is gone.</summary>
    public void RemoveCopy(string directory) => _intake.Remove(directory);

    public async ValueTask DisposeAsync()
    {
        foreach (var plugin in Enumerable.Reverse(_plugins))
        {
            try
            {
                await plugin.DisposeAsync();
            }
            catch (Exception e)
            {
                _logger.PluginNotDisposed(plugin.Name, Failure.Describe(e));
            }
        }
        _entries.Clear();
        _plugins = [];
        _intake.Dispose();
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

    private static void Refuse(PluginEntry entry, string file, string? hash, Exception exception)
    {
        var refusal = exception as PluginRefusedException ?? new PluginRefusedException(file, Failure.Describe(exception), "Mend the plugin.");
        entry.Refuse(new PluginReportRow(entry.Name, "plugin") { File = refusal.File, Reason = refusal.Message, Remedy = refusal.Remedy }, hash, refusal is PluginConflictException);
    }

    private void Discard(LoadedPlugin? plugin)
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
