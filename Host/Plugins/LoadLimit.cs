using Host.Configuration;
using Microsoft.Extensions.Configuration;

namespace Host.Plugins;

/// <summary>The time in which a plugin must have been loaded. One that blocks must hold up neither the start nor the other plugins.</summary>
internal sealed class LoadLimit(int seconds, TimeProvider time)
{
    public const string Key = "PluginHost:LoadSeconds";

    /// <exception cref="ConfigurationException">The value is none.</exception>
    public static LoadLimit Read(IConfiguration configuration, TimeProvider time) => new(configuration.ReadInt32(Key, 30, 1, 3600), time);

    /// <summary>Loads on a thread of its own, and waits for it.</summary>
    /// <param name="file">The plugin's assembly in the drop folder, for the message.</param>
    /// <param name="load">Loads, given what is cancelled when the time is over.</param>
    /// <exception cref="PluginRefusedException">It took too long. What it was doing cannot be stopped, and what comes of it is let go.</exception>
    public LoadedPlugin Run(string file, Func<CancellationToken, LoadedPlugin> load)
    {
        var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds), time);
        var loading = Task.Factory.StartNew(() => InItsOwnContext(load, limit.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            return loading.WaitAsync(limit.Token).GetAwaiter().GetResult();
        }
        catch (Exception) when (limit.IsCancellationRequested)
        {
            _ = loading.ContinueWith(LetGoAsync, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            throw new PluginRefusedException(file, $"it takes longer than {seconds} s to load", $"Mend the plugin: its constructor and Configure must only register. Or raise {Key}.");
        }
        finally
        {
            if (loading.IsCompleted)
                limit.Dispose();
        }
    }

    // What a plugin lets flow on from here, such as an AsyncLocal's value, ends with it.
    private static LoadedPlugin InItsOwnContext(Func<CancellationToken, LoadedPlugin> load, CancellationToken limit)
    {
        LoadedPlugin? plugin = null;
        ExecutionContext.Run(ExecutionContext.Capture()!, _ => plugin = load(limit), null);
        return plugin!;
    }

    private static async Task LetGoAsync(Task<LoadedPlugin> loading)
    {
        if (loading.IsCompletedSuccessfully)
            await (await loading).DisposeAsync();
        else
            // Looked at, so that nobody is blamed for it again.
            _ = loading.Exception;
    }
}
