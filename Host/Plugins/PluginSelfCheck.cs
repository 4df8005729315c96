using System.Runtime.CompilerServices;
using Abstractions;

namespace Host.Plugins;

/// <summary>Lets a plugin say whether it works, before anybody depends on it.</summary>
internal static class PluginSelfCheck
{
    /// <param name="plugin">The plugin.</param>
    /// <param name="services">Its services.</param>
    /// <param name="name">Its name, for the message.</param>
    /// <param name="file">Its assembly in the drop folder, for the message.</param>
    /// <param name="limit">Is cancelled when the time for loading is over.</param>
    /// <exception cref="PluginRefusedException">It does not work, by its own account.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run(IPlugin plugin, IServiceProvider services, string name, string file, CancellationToken limit)
    {
        try
        {
            // Waits: nothing else happens on the thread that loads.
            plugin.SelfCheckAsync(services, limit).AsTask().Wait(CancellationToken.None);
        }
        catch (Exception e)
        {
            throw new PluginRefusedException(file, $"its self-check failed: {Failure.Describe(e)}", $"Mend what it names, the plugin, or its settings under Plugins:{name}.");
        }
    }
}
