using Microsoft.Extensions.Logging;

namespace Host.Plugins;

/// <summary>Reads a staged plugin's files, before anything of it is loaded, and refuses what would fail now or later.</summary>
/// <param name="allowed">Which plugins may be loaded at all.</param>
/// <param name="logger">Where it is told what is odd, but may work.</param>
internal sealed class Preflight(PluginAllowList allowed, ILogger logger)
{
    /// <param name="source">Where the plugin lies in the drop folder, for the message.</param>
    /// <param name="directory">Its copy in the stage.</param>
    /// <exception cref="PluginRefusedException">It cannot work, or is not wanted.</exception>
    public void Check(PluginSource source, string directory)
    {
        allowed.Check(source, directory);
        try
        {
            using var image = PluginImage.Open(source.AssemblyFile, source.AssemblyFileIn(directory));
            PluginContract.Check(source.AssemblyFile, image.Metadata);
            PluginClass.Check(source.AssemblyFile, image.Metadata);
            new PluginReferences(source, directory, logger).Check(image.Metadata);
        }
        catch (BadImageFormatException)
        {
            throw PluginImage.Broken(source.AssemblyFile);
        }
        foreach (var missing in PluginDependencyList.Missing(source, directory))
            logger.ListedFileMissing(source.Name, source.DependencyListIn(source.Directory), missing);
    }
}
