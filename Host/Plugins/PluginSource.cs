namespace Host.Plugins;

/// <summary>A folder of the drop folder that should hold a plugin.</summary>
/// <param name="Name">The plugin's name: that of the folder and of the assembly in it.</param>
/// <param name="Directory">The folder itself, in the drop folder; nothing in it is ever mapped.</param>
internal sealed record PluginSource(string Name, string Directory)
{
    public string AssemblyFile => AssemblyFileIn(Directory);

    public string AssemblyFileIn(string directory) => Path.Combine(directory, Name + ".dll");
}
