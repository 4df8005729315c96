using Host.Configuration;
using Microsoft.Extensions.Configuration;

namespace Host.Plugins;

/// <summary>Which plugins of the drop folder may be loaded, by their hashes; all where the operator keeps no list.</summary>
internal sealed class PluginAllowList
{
    public const string Key = "PluginHost:Allow";

    private readonly HashSet<string>? _hashes;

    private PluginAllowList(HashSet<string>? hashes) => _hashes = hashes;

    /// <exception cref="ConfigurationException">Something in the list is no hash.</exception>
    public static PluginAllowList Read(IConfiguration configuration)
    {
        // A list without a hash, too, is a list.
        if (!configuration.GetSection(Key).Exists())
            return new PluginAllowList(null);
        var hashes = configuration.ReadList(Key);
        if (hashes.FirstOrDefault(hash => hash.Length != 64 || !hash.All(char.IsAsciiHexDigit)) is { } wrong)
            throw new ConfigurationException(Key, wrong, "SHA-256 hashes of plugins, 64 hexadecimal digits each");
        return new PluginAllowList(new HashSet<string>(hashes, StringComparer.OrdinalIgnoreCase));
    }

    /// <param name="source">Where the plugin lies in the drop folder, for the message.</param>
    /// <param name="directory">Its copy in the stage.</param>
    /// <exception cref="PluginRefusedException">There is a list and the plugin is not on it.</exception>
    public void Check(PluginSource source, string directory)
    {
        if (_hashes is null)
            return;
        var hash = PluginHash.Of(directory);
        if (!_hashes.Contains(hash))
            throw new PluginRefusedException(source.AssemblyFile, $"its hash {hash} is not in {Key}", "Add the hash if these are the files that you mean to run.");
    }
}
