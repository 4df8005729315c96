using System.Reflection;
using System.Runtime.InteropServices;

namespace Host.Configuration;

/// <summary>The command line: settings for the configuration, or a question that is answered without a server.</summary>
/// <param name="Settings">Arguments of the form <c>--key value</c> or <c>--key=value</c>.</param>
/// <param name="Answer">The text to print instead of serving, or null.</param>
internal sealed record CommandLine(string[] Settings, string? Answer)
{
    private const string CheckArgument = "--check";
    private const string JsonArgument = "--json";

    private const string Help = """
        Wharf, a WebSocket plugin host.

        usage: dotnet Host.dll [--urls LIST] [--plugins DIR] [--origins LIST] [--Section:Key VALUE]...

          --urls LIST            addresses to listen on, such as http://127.0.0.1:8080;https://*:8443
                                 (default http://localhost:5000; Kestrel:Endpoints in the settings replaces it)
          --plugins DIR          the drop folder (default: plugins beside Host.dll, else in the working directory)
          --origins LIST         pages that may connect besides this server's own: https://app.example,https://*.example, or *
          --transport KIND       what carries connections without TLS: auto (default), epoll (Linux), sockets
          --loops N              threads of epoll (default: one for each processor)
          --Section:Key VALUE    any setting, such as --Limits:MessageBytes 65536
          --check [--json]       load everything as the start would, print what became of it and exit: 0 when all was loaded, else 1
          --help, --version

        Settings come from appsettings.json beside Host.dll, then from the one in the working directory, then from environment
        variables (Limits__MessageBytes), then from here; the last one wins. docs/operating.md lists them.
        """;

    private static readonly string[] Names = ["urls", "plugins", "origins", "transport", "loops", "environment"];

    /// <summary>Whether to say what would be loaded instead of serving.</summary>
    public bool Check { get; private init; }

    /// <summary>Whether to say it for a program.</summary>
    public bool Json { get; private init; }

    /// <exception cref="ConfigurationException">An argument is none of those.</exception>
    public static CommandLine Parse(string[] arguments)
    {
        foreach (var argument in arguments)
        {
            if (argument is "--help" or "-h" or "-?")
                return new CommandLine([], Help);
            if (argument == "--version")
                return new CommandLine([], Version());
        }
        bool check = false, json = false;
        var settings = new List<string>(arguments.Length);
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] is CheckArgument or JsonArgument)
            {
                check |= arguments[i] == CheckArgument;
                json |= arguments[i] == JsonArgument;
                continue;
            }
            var equals = arguments[i].IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? arguments[i] : arguments[i][..equals];
            if (!name.StartsWith("--", StringComparison.Ordinal) || !(name.Contains(':') || Names.Contains(name[2..], StringComparer.OrdinalIgnoreCase)))
                throw new ConfigurationException("An argument", arguments[i], "--urls, --plugins, --origins, --transport, --loops, --Section:Key, --check, --help or --version");
            settings.Add(arguments[i]);
            if (equals >= 0)
                continue;
            if (++i == arguments.Length)
                throw new ConfigurationException(name, null, "followed by a value");
            settings.Add(arguments[i]);
        }
        if (json && !check)
            throw new ConfigurationException(JsonArgument, null, $"used together with {CheckArgument}");
        return new CommandLine([.. settings], null) { Check = check, Json = json };
    }

    private static string Version()
    {
        var host = typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        var contract = typeof(Abstractions.IPlugin).Assembly.GetName().Version!;
        return $"Wharf {host} (plugin contract {contract.ToString(2)}, {RuntimeInformation.FrameworkDescription})";
    }
}
