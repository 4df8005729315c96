namespace Host.Plugins;

/// <summary>What should be a plugin: a folder of the drop folder, or an assembly that lies in the drop folder itself.</summary>
/// <param name="Name">The plugin's name: that of the assembly, and of the folder where it has one.</param>
/// <param name="Directory">The folder it lies in; nothing in it is ever mapped.</param>
/// <param name="IsLoose">Whether that is the drop folder itself, whose other folders are none of this plugin's.</param>
internal sealed record PluginSource(string Name, string Directory, bool IsLoose = false)
{
    private static readonly string[] OwnEndings = [".dll", ".pdb", ".xml", ".deps.json", ".runtimeconfig.json"];

    /// <summary>The other plugins that lie there, whose files are none of this plugin's.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];

    /// <summary>Whether a file that lies beside the assembly belongs to it.</summary>
    public bool Has(string fileName) => !Others.Any(other => fileName.StartsWith(other, StringComparison.Ordinal) && OwnEndings.Contains(fileName[other.Length..]));

    public string AssemblyFile => AssemblyFileIn(Directory);

    public string AssemblyFileIn(string directory) => Path.Combine(directory, Name + ".dll");

    public string DependencyListIn(string directory) => Path.Combine(directory, Name + ".deps.json");
}
