using Abstractions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Host.Plugins;

/// <summary>All loaded plugins and what they bring. A plugin is in it whole or not at all.</summary>
internal sealed class PluginCatalog : IAsyncDisposable
{
    private readonly List<LoadedPlugin> _plugins = [];
    private readonly List<PluginReportRow> _rows = [];
    private readonly string? _folder;
    private readonly ILogger _logger;
    private readonly PluginLoader _loader;
    private PluginStage? _stage;

    private PluginCatalog(PluginLoader loader, string? folder, ILogger logger)
    {
        _folder = folder;
        _loader = loader;
        _logger = logger;
    }

    public IReadOnlyList<LoadedPlugin> Plugins => _plugins;

    public IReadOnlyList<AdapterRegistration> Adapters => [.. _plugins.SelectMany(plugin => plugin.Adapters)];

    public IReadOnlyList<HandlerRegistration> Handlers => [.. _plugins.SelectMany(plugin => plugin.Handlers)];

    public IReadOnlyList<PagesRegistration> Pages => [.. _plugins.SelectMany(plugin => plugin.Pages)];

    /// <summary>What was loaded, and what was not and why.</summary>
    public PluginReport Report => new(_folder, _rows);

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
        var catalog = new PluginCatalog(new PluginLoader(new Preflight(PluginAllowList.Read(configuration), logger), PluginAssemblyLoader.Create(), configuration, loggers, time), folder.Directory, logger);
        if (folder.Directory is null)
            logger.NoFolder(folder.Origin);
        else
            logger.FolderChosen(folder.Directory, folder.Origin);

        foreach (var (name, plugin) in builtIn)
            catalog.Add(name, plugin.GetType().Assembly.Location, () => catalog._loader.Load(name, plugin));
        if (folder.Directory is not null)
            catalog.LoadFolder(folder, configuration);
        catalog.Report.Log(loggers.CreateLogger<PluginReport>());
        return catalog;
    }

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
        _plugins.Clear();
        Interlocked.Exchange(ref _stage, null)?.Dispose();
    }

    private void LoadFolder(PluginFolder folder, IConfiguration configuration)
    {
        var permissions = PluginPermissions.From(configuration, _logger);
        IReadOnlyList<PluginSource> sources;
        try
        {
            permissions.Check(new DirectoryInfo(folder.Directory!));
            sources = folder.Sources();
        }
        catch (PluginRefusedException refusal)
        {
            RefuseFolder(refusal.File, refusal.Message, refusal.Remedy);
            return;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            RefuseFolder(folder.Directory!, Failure.Describe(e), "Name a folder that exists and can be read with --plugins.");
            return;
        }
        if (sources.Count > 0 && OpenStage(configuration[PluginStage.Key]))
        {
            foreach (var source in sources)
                Add(source.Name, source.AssemblyFile, () => _loader.Load(source, _stage!.Add(source, permissions)));
        }
    }

    private bool OpenStage(string? parent)
    {
        try
        {
            _stage = PluginStage.Create(parent, _logger);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            RefuseFolder(string.IsNullOrEmpty(parent) ? PluginStage.DefaultParent : parent,
                $"plugins cannot be copied there: {Failure.Describe(e)}", $"Name a folder of this user's own with {PluginStage.Key}.");
            return false;
        }
    }

    private void Add(string name, string file, Func<LoadedPlugin> load)
    {
        LoadedPlugin? plugin = null;
        _logger.PluginLoading(name);
        try
        {
            if (_plugins.Any(other => other.Name == name))
                throw new PluginRefusedException(file, "a plugin of this name is loaded already", "Remove one of the two.");
            plugin = InItsOwnContext(load);
            if (PluginConflict.Find(plugin, _plugins) is { } conflict)
                throw new PluginRefusedException(file, conflict, "Remove one of the two plugins, or change one of them.");
            _rows.AddRange(PluginReportRow.Of(plugin));
            _plugins.Add(plugin);
        }
        catch (PluginRefusedException refusal)
        {
            Refuse(name, refusal.File, refusal.Message, refusal.Remedy);
            Discard(plugin);
        }
        catch (Exception e)
        {
            Refuse(name, file, Failure.Describe(e), "Mend the plugin.");
            Discard(plugin);
        }
    }

    // What a plugin lets flow on from here, such as an AsyncLocal's value, ends with it.
    private static LoadedPlugin InItsOwnContext(Func<LoadedPlugin> load)
    {
        LoadedPlugin? plugin = null;
        ExecutionContext.Run(ExecutionContext.Capture()!, _ => plugin = load(), null);
        return plugin!;
    }

    private void Refuse(string name, string file, string reason, string remedy) =>
        _rows.Add(new PluginReportRow(name, "plugin") { File = file, Reason = reason, Remedy = remedy });

    private void RefuseFolder(string folder, string reason, string remedy) =>
        _rows.Add(new PluginReportRow(null, "folder") { File = folder, Reason = reason, Remedy = remedy });

    private void Discard(LoadedPlugin? plugin)
    {
        if (plugin is null)
            return;
        try
        {
            // Waits: the host is starting and serves nobody yet.
            plugin.DisposeAsync().AsTask().Wait();
        }
        catch (AggregateException e)
        {
            _logger.PluginNotDisposed(plugin.Name, Failure.Describe(e));
        }
    }
}
