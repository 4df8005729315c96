using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Host.Configuration;

/// <summary>Typed reading of single settings, with errors that name key, value and what is allowed.</summary>
internal static class ConfigurationReading
{
    public static int ReadInt32(this IConfiguration configuration, string key, int defaultValue, int minimum, int maximum)
    {
        if (configuration[key] is not { Length: > 0 } text)
            return defaultValue;
        if (int.TryParse(text, minimum < 0 ? NumberStyles.AllowLeadingSign : NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= minimum && value <= maximum)
            return value;
        throw new ConfigurationException(key, text, $"a whole number from {minimum} to {maximum}");
    }

    public static bool ReadBoolean(this IConfiguration configuration, string key, bool defaultValue)
    {
        if (configuration[key] is not { Length: > 0 } text)
            return defaultValue;
        return bool.TryParse(text, out var value) ? value : throw new ConfigurationException(key, text, "true or false");
    }

    public static TEnum ReadEnum<TEnum>(this IConfiguration configuration, string key, TEnum defaultValue) where TEnum : struct, Enum
    {
        if (configuration[key] is not { Length: > 0 } text)
            return defaultValue;
        // By name only: Enum.TryParse takes numbers, and several names at once.
        var names = Enum.GetNames<TEnum>();
        if (names.Contains(text, StringComparer.OrdinalIgnoreCase))
            return Enum.Parse<TEnum>(text, ignoreCase: true);
        var path = configuration is IConfigurationSection section ? ConfigurationPath.Combine(section.Path, key) : key;
        throw new ConfigurationException(path, text, $"one of {string.Join(", ", names)}");
    }

    /// <summary>A list: one value with commas or spaces (as a command line gives it), else the children of the key (as JSON gives it).</summary>
    public static IReadOnlyList<string> ReadList(this IConfiguration configuration, string key)
    {
        if (configuration[key] is { } text)
            return text.Split([',', ' ', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return [.. configuration.GetSection(key).GetChildren().Select(child => child.Value ?? "")];
    }
}
