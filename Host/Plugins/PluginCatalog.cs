using Abstractions;
using Host.Connections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Host.Plugins;

/// <summary>
/// All loaded plugins and what they bring. A plugin is in it whole or not at all. What it tells may be read from any thread; it is changed by one at a time.
/// </summary>
internal sealed partial class PluginCatalog : IAsyncDisposable
{
    private readonly List<PluginEntry> _entries = [];
    private readonly PluginIntake _intake;
    private readonly ILogger _logger;
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

    /// <summary>Why the drop folder cannot be used, or null.</summary>
    public PluginReportRow? FolderRefusal { get; private set; }

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
        var catalog = new PluginCatalog(new PluginIntake(loader, LoadLimit.Read(configuration, time), folder, configuration, logger), folder, logger);
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
            FolderRefusal = null;
            return sources;
        }
        catch (PluginRefusedException refusal)
        {
            FolderRefusal = new PluginReportRow(null, "folder") { File = refusal.File, Reason = refusal.Message, Remedy = refusal.Remedy };
            return null;
        }
    }

    /// <summary>The place of a plugin, which is made where there is none.</summary>
    public PluginEntry EntryOf(PluginSource source)
    {
        if (_entries.Find(entry => entry.IsOf(source)) is { } entry)
            return entry;
        var made = new PluginEntry(source.Name, source.IsLoose, isBuiltIn: false);
        // As PluginFolder has them in order.
        var place = _entries.FindIndex(other => !other.IsBuiltIn && (other.IsLoose, string.CompareOrdinal(other.Name, made.Name)).CompareTo((made.IsLoose, 0)) > 0);
        _entries.Insert(place < 0 ? _entries.Count : place, made);
        return made;
    }

    /// <summary>The plugins as they will be with another load, or none, in a place.</summary>
    public IReadOnlyList<LoadedPlugin> With(PluginEntry place, LoadedPlugin? plugin) =>
        [.. _entries.Select(entry => entry == place ? plugin : entry.Current).OfType<LoadedPlugin>()];

    /// <summary>Puts a load in its place, or takes it out where there is none. Whoever calls it disposes of the one before.</summary>
    public void Replace(PluginEntry entry, LoadedPlugin? plugin)
    {
        entry.Current = plugin;
        entry.Accept();
        if (plugin is not null)
        {
            entry.Quarantined = [];
            WharfMetrics.PluginGenerations(plugin.Name, 1);
        }
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
        _report = new PluginReport(Folder.Directory, [.. FolderRefusal is null ? [] : (PluginReportRow[])[FolderRefusal], .. rows]);
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
}
