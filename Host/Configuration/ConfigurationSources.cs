using Microsoft.Extensions.Configuration;

namespace Host.Configuration;

/// <summary>Where settings come from, the later winning over the earlier.</summary>
internal static class ConfigurationSources
{
    private const string SettingsFile = "appsettings.json";

    /// <param name="configuration">Gets them.</param>
    /// <param name="settings">Arguments of the command line.</param>
    /// <param name="workingDirectory">The full path of the one that the host was started in.</param>
    public static void AddWharfSources(this IConfigurationBuilder configuration, string[] settings, string workingDirectory)
    {
        // ASPNETCORE_URLS and the like, by the platform's convention.
        configuration.AddEnvironmentVariables("ASPNETCORE_");
        var besideHost = Path.Combine(AppContext.BaseDirectory, SettingsFile);
        var inWorkingDirectory = Path.Combine(workingDirectory, SettingsFile);
        configuration.AddJsonFile(besideHost, optional: true, reloadOnChange: false);
        if (inWorkingDirectory != besideHost)
            configuration.AddJsonFile(inWorkingDirectory, optional: true, reloadOnChange: false);
        configuration.AddEnvironmentVariables();
        configuration.AddCommandLine(settings);
    }
}
