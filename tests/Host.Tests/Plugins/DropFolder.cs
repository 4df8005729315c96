using System.Reflection;
using Abstractions;
using Host.Plugins;
using Microsoft.Extensions.Configuration;

namespace Host.Tests.Plugins;

/// <summary>A drop folder with plugins that were really built, and a stage folder, both gone with the test.</summary>
internal sealed class DropFolder : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("wharf-tests-");

    public DropFolder()
    {
        Directory.CreateDirectory(Path);
    }

    public string Path => System.IO.Path.Combine(_root.FullName, "plugins");

    public string Stage => System.IO.Path.Combine(_root.FullName, "stage");

    /// <summary>A folder beside the two, which there is not yet.</summary>
    public string Elsewhere => System.IO.Path.Combine(_root.FullName, "elsewhere");

    public LogRecorder Log { get; } = new();

    /// <summary>The settings beside the two folders.</summary>
    public Dictionary<string, string?> Settings { get; } = [];

    public string this[string relative] => System.IO.Path.Combine(Path, relative);

    /// <summary>Copies the build output of a project of tests/Plugins; under another name it is another plugin.</summary>
    public DropFolder Add(string project, string? name = null)
    {
        name ??= project;
        var output = System.IO.Path.Combine(Metadata("RepositoryRoot"), "tests", "Plugins", project, "bin", Metadata("Configuration"), "net10.0");
        foreach (var file in Directory.EnumerateFiles(output, "*", SearchOption.AllDirectories))
        {
            var relative = System.IO.Path.GetRelativePath(output, file);
            var target = System.IO.Path.Combine(Path, name, relative.StartsWith(project + ".", StringComparison.Ordinal) ? System.IO.Path.GetFileName(name) + relative[project.Length..] : relative);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
        return this;
    }

    /// <summary>Copies a plugin of the repository, as it is staged, into the drop folder itself.</summary>
    public DropFolder AddLoose(string plugin)
    {
        foreach (var file in Directory.EnumerateFiles(System.IO.Path.Combine(Metadata("RepositoryRoot"), "plugins", plugin)))
            File.Copy(file, this[System.IO.Path.GetFileName(file)], overwrite: true);
        return this;
    }

    /// <summary>Copies a plugin of the repository, as it is staged, into a folder of its own.</summary>
    public DropFolder AddStaged(string plugin)
    {
        Directory.CreateDirectory(this[plugin]);
        foreach (var file in Directory.EnumerateFiles(System.IO.Path.Combine(Metadata("RepositoryRoot"), "plugins", plugin)))
            File.Copy(file, this[$"{plugin}/{System.IO.Path.GetFileName(file)}"]);
        return this;
    }

    public DropFolder Write(string relative, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[relative])!);
        File.WriteAllText(this[relative], text);
        return this;
    }

    public DropFolder Rename(string relative, string name)
    {
        File.Move(this[relative], this[name]);
        return this;
    }

    public DropFolder Set(string key, string value)
    {
        Settings[key] = value;
        return this;
    }

    public PluginCatalog Load(params (string Name, IPlugin Plugin)[] builtIn)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new(PluginFolder.Key, Path), new(PluginStage.Key, Stage)])
            .AddInMemoryCollection(Settings)
            .Build();
        return PluginCatalog.Load(configuration, Log, new FixedTime(), builtIn);
    }

    public void Dispose() => _root.Delete(recursive: true);

    private static string Metadata(string key) =>
        typeof(DropFolder).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == key).Value!;
}
