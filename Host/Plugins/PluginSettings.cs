using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Host.Plugins;

/// <summary>The settings of one plugin: the host's section for it over the file that the plugin brings.</summary>
internal static class PluginSettings
{
    public const string FileName = "pluginsettings.json";

    /// <param name="configuration">The host's configuration.</param>
    /// <param name="plugin">The plugin's name.</param>
    /// <param name="directory">Its copy in the stage, or null for a plugin that is part of the process.</param>
    /// <param name="origin">The folder it was copied from, for the message.</param>
    /// <returns>A copy: a callback of the plugin on the host's own configuration would keep the plugin in memory.</returns>
    public static IConfiguration Read(IConfiguration configuration, string plugin, string? directory, string origin)
    {
        var builder = new ConfigurationBuilder();
        var host = configuration.GetSection("Plugins:" + plugin).AsEnumerable(makePathsRelative: true).Where(setting => setting.Value is not null);
        if (directory is null || Path.Combine(directory, FileName) is var file && !File.Exists(file))
            return builder.AddInMemoryCollection(host).Build();
        try
        {
            using var json = File.OpenRead(file);
            return builder.AddJsonStream(json).AddInMemoryCollection(host).Build();
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new PluginRefusedException(Path.Combine(origin, FileName), $"its settings cannot be read: {Failure.Describe(e)}", "Make it one JSON object, or remove it.");
        }
    }
}
