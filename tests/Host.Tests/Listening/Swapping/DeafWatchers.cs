using Host.Configuration;
using Host.Plugins;
using Host.Swapping;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Host.Tests.Listening.Swapping;

/// <summary>Watchers of the drop folder whose queue takes no event: all that they tell is that it has overflowed.</summary>
internal sealed class DeafWatchers
{
    private readonly List<DeafWatcher> _watchers = [];

    /// <summary>Makes the host's watch with them.</summary>
    public PluginWatch MakeWatch(IServiceProvider services) => new(
        services.GetRequiredService<PluginCatalog>().Folder, services.GetRequiredService<PluginSwapping>(), services.GetRequiredService<SwapSettings>(), services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<ILogger<PluginWatch>>())
    {
        MakeWatcher = Make,
    };

    /// <summary>The queue of the newest one overflows.</summary>
    public void Overflow()
    {
        lock (_watchers)
            _watchers[^1].Overflow();
    }

    private DeafWatcher Make(string folder)
    {
        lock (_watchers)
        {
            _watchers.Add(new DeafWatcher(folder));
            return _watchers[^1];
        }
    }

    // No file has such a name.
    private sealed class DeafWatcher(string folder) : FileSystemWatcher(folder, "/")
    {
        public void Overflow() => OnError(new ErrorEventArgs(new InternalBufferOverflowException()));
    }
}
