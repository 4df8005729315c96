using System.Reflection;
using System.Reflection.Metadata;
using System.Runtime.Loader;
using Microsoft.Extensions.Logging;

namespace Host.Plugins;

/// <summary>
/// Whether everything that a plugin's assemblies refer to is there: in its folder, in the contract, or in a framework that is new enough. The
/// runtime would say so only when the code that needs it runs, and not at all where an older assembly is taken for a newer one.
/// </summary>
internal sealed class PluginReferences
{
    private readonly PluginSource _source;
    private readonly string _directory;
    private readonly ILogger _logger;
    private readonly AssemblyDependencyResolver _resolver;
    private readonly HashSet<string> _seen = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="PluginRefusedException">The plugin's list of dependencies cannot be read.</exception>
    public PluginReferences(PluginSource source, string directory, ILogger logger)
    {
        _source = source;
        _directory = directory;
        _logger = logger;
        try
        {
            _resolver = new AssemblyDependencyResolver(source.AssemblyFileIn(directory));
        }
        catch (InvalidOperationException)
        {
            throw PluginDependencyList.Unreadable(source);
        }
    }

    /// <param name="metadata">That of the plugin's own assembly.</param>
    /// <exception cref="PluginRefusedException">The plugin cannot work: see the message.</exception>
    public void Check(MetadataReader metadata)
    {
        _seen.Add(_source.Name);
        Check(metadata, _source.AssemblyFile, isLibrary: false);
    }

    private void Check(MetadataReader metadata, string file, bool isLibrary)
    {
        foreach (var handle in metadata.AssemblyReferences)
        {
            var reference = metadata.GetAssemblyReference(handle).GetAssemblyName();
            if (!SharedAssemblies.Names.Contains(reference.Name!) && Find(reference) is { } copy)
                CheckLibrary(reference.Name!, copy);
            else if (HostAssemblies.VersionOf(reference.Name!) is not { } version)
                Missing(reference, file, isLibrary);
            else if (version < reference.Version)
                throw Newer(reference, version, file);
        }
    }

    private string? Find(AssemblyName reference)
    {
        var path = _resolver.ResolveAssemblyToPath(reference) ?? Path.Combine(_directory, reference.Name + ".dll");
        return File.Exists(path) ? path : null;
    }

    private void CheckLibrary(string name, string copy)
    {
        if (!_seen.Add(name))
            return;
        var file = Path.Combine(_source.Directory, Path.GetRelativePath(_directory, copy));
        try
        {
            using var image = PluginImage.Open(file, copy);
            Check(image.Metadata, file, isLibrary: true);
        }
        catch (BadImageFormatException)
        {
            throw PluginImage.Broken(file);
        }
    }

    // Libraries refer to what only some of their users need; a plugin's own author knows what the plugin needs.
    private void Missing(AssemblyName reference, string file, bool isLibrary)
    {
        if (!isLibrary)
        {
            throw new PluginRefusedException(file, $"it needs {reference.Name}.dll, which is neither in its folder nor part of the framework",
                "Copy the plugin's build output whole; build it with <EnableDynamicLoading>true</EnableDynamicLoading>, which puts its packages there.");
        }
        _logger.LibraryNeedsMissing(_source.Name, file, reference.Name!);
    }

    private static PluginRefusedException Newer(AssemblyName reference, Version version, string file) =>
        new(file, $"it was built against {reference.Name} {reference.Version}; this host has {version}",
            $"Build it for .NET {Environment.Version.Major}, or run the host on a newer .NET.");
}
