using Microsoft.Extensions.DependencyInjection;

namespace Host.Plugins;

/// <summary>A plugin that works: what it brings, and what has to go with it.</summary>
internal sealed class LoadedPlugin : IAsyncDisposable
{
    private ServiceProvider? _services;
    private IPluginAssemblies? _assemblies;

    public LoadedPlugin(Generation generation, string version, string contract, ServiceProvider services, IPluginAssemblies? assemblies)
    {
        Generation = generation;
        Version = version;
        Contract = contract;
        _services = services;
        _assemblies = assemblies;
    }

    /// <summary>Which load of the plugin it is, and who uses it.</summary>
    public Generation Generation { get; }

    public string Name => Generation.Plugin;

    /// <summary>For display.</summary>
    public string Version { get; }

    /// <summary>The version of the contract that it was built against.</summary>
    public string Contract { get; }

    public IReadOnlyList<AdapterRegistration> Adapters { get; set; } = [];

    public IReadOnlyList<HandlerRegistration> Handlers { get; set; } = [];

    public IReadOnlyList<PagesRegistration> Pages { get; init; } = [];

    /// <summary>Its copy in the stage; null for a plugin that is part of the process.</summary>
    public string? Directory { get; init; }

    /// <summary>Its load context, which is gone when nothing refers to the plugin any more; null for a plugin that is part of the process.</summary>
    public WeakReference? Context { get; init; }

    /// <summary>The hash of its files.</summary>
    public string? Hash { get; set; }

    /// <summary>What it brings, for reports.</summary>
    public IReadOnlyList<PluginReportRow> Rows { get; set; } = [];

    /// <summary>Disposes the plugin's services and lets its assemblies go, as soon as nothing refers to them any more.</summary>
    public async ValueTask DisposeAsync()
    {
        Adapters = [];
        Handlers = [];
        try
        {
            if (Interlocked.Exchange(ref _services, null) is { } services)
                await services.DisposeAsync();
        }
        finally
        {
            if (Interlocked.Exchange(ref _assemblies, null) is { } assemblies)
            {
                assemblies.Dispose();
                FrameworkCaches.Clear();
            }
        }
    }
}
