using Host.Configuration;
using Microsoft.Extensions.Configuration;

namespace Host.Plugins;

/// <summary>The drop folder: which one it is, and which plugins lie in it.</summary>
/// <param name="Directory">Its full path, or null where there is none.</param>
/// <param name="Origin">In words, why this one.</param>
internal sealed record PluginFolder(string? Directory, string Origin)
{
    /// <summary>The configuration key, and so the command line's <c>--plugins</c>; empty means no folder at all.</summary>
    public const string Key = "plugins";

    /// <exception cref="ConfigurationException">The folder that is named does not exist, or a setting beside it has a value it cannot have.</exception>
    public static void Check(IConfiguration configuration)
    {
        if (configuration[Key] is { Length: > 0 } configured && !System.IO.Directory.Exists(configured))
            throw new ConfigurationException("--" + Key, configured, "a folder that exists");
        _ = configuration.ReadBoolean(PluginPermissions.Key, defaultValue: false);
        _ = PluginAllowList.Read(configuration);
    }

    public static PluginFolder Choose(IConfiguration configuration) =>
        Choose(configuration[Key], AppContext.BaseDirectory, Environment.CurrentDirectory);

    public static PluginFolder Choose(string? configured, string hostDirectory, string workingDirectory)
    {
        if (configured is not null)
        {
            return configured.Length == 0
                ? new PluginFolder(null, "the setting 'plugins' is empty")
                : new PluginFolder(Path.GetFullPath(configured, workingDirectory), "the setting 'plugins'");
        }
        var besideHost = Path.Combine(hostDirectory, "plugins");
        if (System.IO.Directory.Exists(besideHost))
            return new PluginFolder(besideHost, "beside Host.dll");
        var inWorkingDirectory = Path.Combine(workingDirectory, "plugins");
        return System.IO.Directory.Exists(inWorkingDirectory)
            ? new PluginFolder(inWorkingDirectory, "in the working directory")
            : new PluginFolder(null, $"neither {besideHost} nor {inWorkingDirectory} exists");
    }

    /// <summary>Everything that should be a plugin: folders, then loose assemblies, in ordinal order, so that a conflict always has the same outcome.</summary>
    public IReadOnlyList<PluginSource> Sources()
    {
        // A library lies beside its plugin.
        var loose = LooseAssemblies.Plugins(System.IO.Directory.EnumerateFiles(Directory!, "*.dll").Where(file => !IsHidden(Path.GetFileName(file))))
            .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal).ToList();
        return
        [
            .. System.IO.Directory.EnumerateDirectories(Directory!)
                .Select(directory => new PluginSource(Path.GetFileName(directory), directory))
                .Where(source => !IsHidden(source.Name))
                .OrderBy(source => source.Name, StringComparer.Ordinal),
            .. loose.Select(name => new PluginSource(name, Directory!, IsLoose: true) { Others = [.. loose.Where(other => other != name)] }),
        ];
    }

    /// <summary>Whether there is anything of the plugin, even if it cannot be told for one as it is: files are not written in an instant.</summary>
    public bool Has(PluginEntry entry) =>
        entry.IsLoose ? File.Exists(Path.Combine(Directory!, entry.Name + ".dll")) : System.IO.Directory.Exists(Path.Combine(Directory!, entry.Name));

    private static bool IsHidden(string name) => name.StartsWith('.');
}
