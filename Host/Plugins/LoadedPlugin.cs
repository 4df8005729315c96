using Microsoft.Extensions.DependencyInjection;

namespace Host.Plugins;

/// <summary>A plugin that works: what it brings, and what has to go with it.</summary>
internal sealed class LoadedPlugin : IAsyncDisposable
{
    private ServiceProvider? _services;
    private IPluginAssemblies? _assemblies;

    public LoadedPlugin(string name, string version, ServiceProvider services, IPluginAssemblies? assemblies)
    {
        Name = name;
        Version = version;
        _services = services;
        _assemblies = assemblies;
    }

    public string Name { get; }

    /// <summary>For display.</summary>
    public string Version { get; }

    public IReadOnlyList<AdapterRegistration> Adapters { get; init; } = [];

    public IReadOnlyList<HandlerRegistration> Handlers { get; init; } = [];

    public IReadOnlyList<PagesRegistration> Pages { get; init; } = [];

    /// <summary>In words, what it brings.</summary>
    public string Contents
    {
        get
        {
            string[] parts =
            [
                .. Adapters.Select(adapter => $"adapter {adapter.Adapter.Name}"),
                .. Handlers.Select(handler => $"handler {handler.Name} at {handler.Path}"),
                .. Pages.Select(pages => $"pages at {pages.Path}"),
            ];
            return parts.Length == 0 ? "nothing" : string.Join(", ", parts);
        }
    }

    /// <summary>Disposes the plugin's services and lets its assemblies go, as soon as nothing refers to them any more.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (Interlocked.Exchange(ref _services, null) is { } services)
                await services.DisposeAsync();
        }
        finally
        {
            Interlocked.Exchange(ref _assemblies, null)?.Dispose();
        }
    }
}
