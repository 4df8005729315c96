using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Adapters.Rfc6455.Deflate;

/// <summary>The operator's settings of permessage-deflate.</summary>
internal sealed record DeflateSettings
{
    // As the operator writes it: the section that a plugin is given does not know where it stands.
    private const string Path = "Plugins:Adapters.Rfc6455:Deflate";

    /// <summary>Whether offers are accepted at all.</summary>
    public bool Enabled { get; init; }

    /// <summary>The shortest message, in bytes, that is compressed on its way to the client.</summary>
    public int MinimumBytes { get; init; } = 256;

    /// <summary>From 1, fastest, to 9, smallest.</summary>
    public int Level { get; init; } = 1;

    /// <summary>What is remembered from message to message.</summary>
    public DeflateContext Context { get; init; }

    /// <summary>Reads the settings of the plugin.</summary>
    /// <exception cref="InvalidOperationException">One of them is not what it may be.</exception>
    public static DeflateSettings Read(IConfiguration plugin)
    {
        var section = plugin.GetSection("Deflate");
        var defaults = new DeflateSettings();
        return new DeflateSettings
        {
            Enabled = ReadBoolean(section, nameof(Enabled), defaults.Enabled),
            MinimumBytes = ReadInt32(section, nameof(MinimumBytes), defaults.MinimumBytes, 0, int.MaxValue),
            Level = ReadInt32(section, nameof(Level), defaults.Level, 1, 9),
            Context = ReadContext(section, nameof(Context), defaults.Context),
        };
    }

    private static bool ReadBoolean(IConfigurationSection section, string key, bool otherwise) => section[key] switch
    {
        null or "" => otherwise,
        var text when bool.TryParse(text, out var value) => value,
        var text => throw Bad(key, text, "true or false"),
    };

    private static int ReadInt32(IConfigurationSection section, string key, int otherwise, int minimum, int maximum) => section[key] switch
    {
        null or "" => otherwise,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= minimum && value <= maximum => value,
        var text => throw Bad(key, text, $"a whole number from {minimum} to {maximum}"),
    };

    // By name only: Enum.TryParse takes numbers, too.
    private static DeflateContext ReadContext(IConfigurationSection section, string key, DeflateContext otherwise)
    {
        var names = Enum.GetNames<DeflateContext>();
        return section[key] switch
        {
            null or "" => otherwise,
            var text when names.Contains(text, StringComparer.OrdinalIgnoreCase) => Enum.Parse<DeflateContext>(text, ignoreCase: true),
            var text => throw Bad(key, text, string.Join(" or ", names)),
        };
    }

    private static InvalidOperationException Bad(string key, string value, string allowed) => new($"{Path}:{key} is '{value}'; it must be {allowed}");
}
