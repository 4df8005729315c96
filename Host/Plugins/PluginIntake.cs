using Host.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Host.Plugins;

/// <summary>The way of a plugin from the drop folder into memory: listed, copied to the stage, checked, loaded. For one thread at a time.</summary>
internal sealed class PluginIntake(PluginLoader loader, LoadLimit limit, PluginFolder folder, IConfiguration configuration, ILogger logger) : IDisposable
{
    private readonly PluginPermissions _permissions = PluginPermissions.From(configuration, logger);
    // Read once: the settings may change before the first plugin comes.
    private readonly string? _stageParent = configuration[PluginStage.Key];
    private PluginStage? _stage;

    /// <summary>What should be a plugin now. With the first of them the stage is made.</summary>
    /// <exception cref="PluginRefusedException">The folder cannot be read, or its plugins cannot be copied.</exception>
    public IReadOnlyList<PluginSource> Sources()
    {
        try
        {
            _permissions.Check(new DirectoryInfo(folder.Directory!));
            var sources = folder.Sources();
            if (sources.Count > 0)
                _stage ??= OpenStage(_stageParent);
            return sources;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PluginRefusedException(folder.Directory!, Failure.Describe(e), "Name a folder that exists and can be read with --plugins.");
        }
    }

    /// <summary>Copies a plugin to the stage and returns where to.</summary>
    /// <exception cref="PluginRefusedException">It cannot be read, or others can write it.</exception>
    public string Copy(PluginSource source)
    {
        try
        {
            return _stage!.Add(source, _permissions);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PluginRefusedException(source.AssemblyFile, $"it cannot be copied to the stage: {Failure.Describe(e)}", "Make room there, or name another folder with " + PluginStage.Key + ".");
        }
    }

    /// <summary>Loads what was copied.</summary>
    /// <exception cref="PluginRefusedException">It cannot be loaded.</exception>
    public LoadedPlugin Load(PluginSource source, string directory) => limit.Run(source.AssemblyFile, token => loader.Load(source, directory, token));

    /// <summary>Takes a plugin that is part of the process.</summary>
    public LoadedPlugin Load(string name, Abstractions.IPlugin plugin) => limit.Run(plugin.GetType().Assembly.Location, token => loader.Load(name, plugin, token));

    /// <summary>Removes a copy of which nothing is in use.</summary>
    public void Remove(string directory) => _stage?.Remove(directory);

    public void Dispose() => Interlocked.Exchange(ref _stage, null)?.Dispose();

    private PluginStage OpenStage(string? parent)
    {
        try
        {
            return PluginStage.Create(parent, logger);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new PluginRefusedException(string.IsNullOrEmpty(parent) ? PluginStage.DefaultParent : parent,
                $"plugins cannot be copied there: {Failure.Describe(e)}", $"Name a folder of this user's own with {PluginStage.Key}.");
        }
    }
}
