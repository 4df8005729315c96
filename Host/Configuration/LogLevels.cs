using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Host.Configuration;

/// <summary>The levels of <c>Logging:LogLevel</c>, and of the same section of a provider, which the logging itself only looks at when it is too late for a good word.</summary>
internal static class LogLevels
{
    /// <exception cref="ConfigurationException">A level is none.</exception>
    public static void Check(IConfiguration configuration)
    {
        var logging = configuration.GetSection("Logging");
        foreach (var section in logging.GetChildren().Select(provider => provider.GetSection("LogLevel")).Prepend(logging.GetSection("LogLevel")))
        {
            foreach (var level in section.GetChildren())
            {
                if (!Enum.TryParse<LogLevel>(level.Value, ignoreCase: true, out var parsed) || !Enum.IsDefined(parsed))
                    throw new ConfigurationException(level.Path, level.Value, string.Join(", ", Enum.GetNames<LogLevel>()));
            }
        }
    }
}
