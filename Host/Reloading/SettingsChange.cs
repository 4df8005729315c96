using Host.Configuration;
using Host.Opening;

namespace Host.Reloading;

/// <summary>What other settings change, by key.</summary>
/// <param name="InForce">What a running host goes by.</param>
/// <param name="AtLoad">The settings of plugins, which a plugin reads when it is loaded.</param>
/// <param name="AtRestart">What differs from the start, and is read only there.</param>
internal sealed record SettingsChange(IReadOnlyList<string> InForce, IReadOnlyList<string> AtLoad, IReadOnlyList<string> AtRestart)
{
    private const string Plugins = "Plugins:";
    private const string DrainSeconds = ":DrainSeconds";

    // Named as a whole, with what is below.
    private static readonly string[] Sections = ["Origins", "Routes", AdapterSet.OrderKey, TrustedProxies.Key, "Logging"];

    private static readonly string[] Keys =
    [
        .. ((string[])
        [
            nameof(Limits.Connections), nameof(Limits.ConnectionsPerAddress), nameof(Limits.Handshakes), nameof(Limits.MessageBytes), nameof(Limits.MessageFragments), nameof(Limits.FrameSeconds),
            nameof(Limits.ReadAheadBytes), nameof(Limits.SendQueueBytes), nameof(Limits.CloseSeconds), nameof(Limits.SendSeconds), nameof(Limits.UpstreamMessages),
            nameof(Limits.UpstreamBytes), nameof(Limits.UpstreamSeconds),
        ]).Select(limit => "Limits:" + limit),
        .. ((string[])
        [
            nameof(KeepAlive.PingSeconds), nameof(KeepAlive.TimeoutSeconds), nameof(KeepAlive.HeartbeatSeconds), nameof(KeepAlive.IdleSeconds),
        ]).Select(time => "KeepAlive:" + time),
        "PluginHost:" + nameof(CallbackLimits.CallbackSeconds),
    ];

    /// <param name="first">The settings of the start.</param>
    /// <param name="before">Those in force.</param>
    /// <param name="after">Those that come.</param>
    public static SettingsChange Between(IReadOnlyDictionary<string, string?> first, IReadOnlyDictionary<string, string?> before, IReadOnlyDictionary<string, string?> after)
    {
        var changed = Different(before, after).ToList();
        return new SettingsChange(
            Sorted(changed.Select(RunningNameOf).OfType<string>()),
            Sorted(changed.Where(IsOfPlugin).Select(PluginSectionOf)),
            Sorted(Different(first, after).Where(key => RunningNameOf(key) is null && !IsOfPlugin(key))));
    }

    // A section by itself has no value, and is as good as one that is not there.
    private static IEnumerable<string> Different(IReadOnlyDictionary<string, string?> one, IReadOnlyDictionary<string, string?> other) =>
        one.Keys.Union(other.Keys, StringComparer.OrdinalIgnoreCase).Where(key => one.GetValueOrDefault(key) != other.GetValueOrDefault(key));

    private static string? RunningNameOf(string key) =>
        Array.Find(Keys, known => known.Equals(key, StringComparison.OrdinalIgnoreCase))
        ?? Array.Find(Sections, section => key.Equals(section, StringComparison.OrdinalIgnoreCase) || key.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase));

    // The host's own setting stands among the plugin's.
    private static bool IsOfPlugin(string key) =>
        key.StartsWith(Plugins, StringComparison.OrdinalIgnoreCase)
        && !(key.EndsWith(DrainSeconds, StringComparison.OrdinalIgnoreCase) && PluginSectionOf(key).Length + DrainSeconds.Length == key.Length);

    private static string PluginSectionOf(string key) => key.IndexOf(':', Plugins.Length) is var end and >= 0 ? key[..end] : key;

    private static List<string> Sorted(IEnumerable<string> keys) => [.. keys.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];
}
