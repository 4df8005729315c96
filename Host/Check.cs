using Host.Configuration;
using Host.Diagnostics;
using Host.Plugins;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Host;

/// <summary><c>--check</c>: loads everything as the start would, says what became of it, and serves nobody.</summary>
internal static class Check
{
    /// <returns>The exit code: 0 when everything was loaded, else 1.</returns>
    /// <exception cref="ConfigurationException">A setting has a value it cannot have. Where it is not about plugins, the report was printed before.</exception>
    public static async Task<int> RunAsync(CommandLine command)
    {
        var ok = false;
        await using var server = Server.Create(command.Settings, onLoaded: Print, configure: builder =>
        {
            // Standard output is the report's, and what it says is not logged as well.
            builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
            builder.Logging.AddFilter<ConsoleLoggerProvider>(level => level >= LogLevel.Warning);
            builder.Logging.AddFilter<ConsoleLoggerProvider>(typeof(PluginReport).FullName, LogLevel.None);
        });
        return ok ? 0 : 1;

        void Print(CheckReport report)
        {
            ok = report.Ok;
            Console.WriteLine(command.Json ? ReportJson.Serialize(report) : report.Page());
        }
    }
}
