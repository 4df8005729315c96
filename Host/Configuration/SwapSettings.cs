using Microsoft.Extensions.Configuration;

namespace Host.Configuration;

/// <summary>How plugins are swapped while the host runs: part of the section <c>PluginHost</c>. docs/operating.md lists it.</summary>
internal sealed record SwapSettings
{
    private const string DrainKey = "DrainSeconds";

    private IReadOnlyDictionary<string, int> _drainSeconds = new Dictionary<string, int>();

    /// <summary>Whether changes of the drop folder are noticed.</summary>
    public bool Watch { get; init; } = true;

    /// <summary>The time between two looks at the drop folder without an event, for file systems that have none; 0 for never.</summary>
    public int PollSeconds { get; init; } = 10;

    /// <summary>How long connections may stay on a plugin that was replaced or removed. Beyond it they are closed with 1012. 0 closes them at once, -1 never.</summary>
    public int DrainSeconds { get; init; } = 30;

    /// <summary>The most faults of a plugin in a minute; 0 for any number. Beyond it the plugin is taken out of use until its files change.</summary>
    public int MaxFaultsPerMinute { get; init; }

    public static SwapSettings Read(IConfiguration configuration)
    {
        var defaults = new SwapSettings();
        return new SwapSettings
        {
            Watch = configuration.ReadBoolean("PluginHost:Watch", defaults.Watch),
            PollSeconds = configuration.ReadInt32("PluginHost:PollSeconds", defaults.PollSeconds, 0, 86400),
            DrainSeconds = configuration.ReadInt32($"PluginHost:{DrainKey}", defaults.DrainSeconds, -1, 86400),
            MaxFaultsPerMinute = configuration.ReadInt32("PluginHost:MaxFaultsPerMinute", defaults.MaxFaultsPerMinute, 0, int.MaxValue),
            _drainSeconds = configuration.GetSection("Plugins").GetChildren()
                .Where(plugin => plugin[DrainKey] is { Length: > 0 })
                .ToDictionary(plugin => plugin.Key, plugin => configuration.ReadInt32($"{plugin.Path}:{DrainKey}", 0, -1, 86400), StringComparer.OrdinalIgnoreCase),
        };
    }

    /// <summary><see cref="DrainSeconds"/> of one plugin, which may have its own: <c>Plugins:&lt;Name&gt;:DrainSeconds</c>.</summary>
    public int DrainSecondsOf(string plugin) => _drainSeconds.GetValueOrDefault(plugin, DrainSeconds);
}
