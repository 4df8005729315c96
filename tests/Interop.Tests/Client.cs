namespace Interop.Tests;

/// <summary>A WebSocket client of other people, and the script in <c>clients/</c> that drives it.</summary>
/// <param name="Name">As in the README of this project.</param>
/// <param name="Run">The program and its script; the revision and the address are added.</param>
/// <param name="Probe">Succeeds where the program and the package are there.</param>
/// <param name="Install">How to get them.</param>
internal sealed record Client(string Name, Command Run, Command Probe, string Install)
{
    private const string NpmInstall = "npm install in tests/Interop.Tests/clients, with Node 18 or later";

    // Debian's own: its packages are invisible to a Python that was installed in another way.
    private const string Python = "/usr/bin/python3";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);

    public static IReadOnlyList<Client> All { get; } =
    [
        new("perl-protocol-websocket", new("perl", Script("perl-protocol-websocket.pl")), new("perl", "-MProtocol::WebSocket", "-MIO::Socket::SSL", "-e", "1"), "apt-get install libprotocol-websocket-perl libio-socket-ssl-perl"),
        new("ruby-websocket", new("ruby", Script("ruby-websocket.rb")), new("ruby", "-e", "require 'websocket'"), "apt-get install ruby ruby-websocket"),
        new("node-ws-1.1", new("node", Script("node-ws-1.1.js")), RequireInNode("ws-1.1"), NpmInstall),
        new("node-websocket", new("node", Script("node-websocket.js")), RequireInNode("websocket"), NpmInstall),
        new("node-ws-8", new("node", Script("node-ws-8.js")), RequireInNode("ws"), NpmInstall),
        new("node-http2", new("node", Script("node-http2.js")), RequireInNode("ws"), NpmInstall),
        new("py-autobahn", new(Python, Script("py-autobahn.py")), new(Python, "-c", "import autobahn.asyncio.websocket"), "apt-get install python3-autobahn"),
        new("py-websockets", new(Python, Script("py-websockets.py")), new(Python, "-c", "import websockets"), "apt-get install python3-websockets"),
        new("tcllib", new("tclsh", Script("tcllib.tcl")), new("tclsh", Script("../lib/tcllib-probe.tcl")), "apt-get install tcl tcllib tcl-tls"),
        new("dotnet-clientwebsocket", new(Command.DotNet, DotNetClient), new(Command.DotNet, "--version"), "the .NET SDK"),
        new("chromium", new("node", Script("chromium.js")), new("node", Script("../lib/chromium-probe.js")), "apt-get install chromium, and Node 18 or later"),
    ];

    public static Client Named(string name) => All.Single(client => client.Name == name);

    /// <summary>Runs the client against the address and expects it to say that all its checks have passed.</summary>
    public async Task AssertPassesAsync(string revision, Uri address)
    {
        await AssertInstalledAsync();
        var run = Run with { Arguments = [.. Run.Arguments, revision, address.AbsoluteUri], Environment = ServerCertificate.Trust };
        var result = (await run.RunAsync(Limit))!;
        var verdict = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault(IsVerdict) ?? $"no verdict, exit code {result.ExitCode?.ToString() ?? "none: its time was up"}";
        Assert.That(result.ExitCode == 0 && verdict.StartsWith($"PASS client={Name} revision={revision}", StringComparison.Ordinal), Is.True,
            () => $"{verdict}{Environment.NewLine}{result.Error}");
    }

    /// <summary>Whether a client says with the line how its checks went.</summary>
    public static bool IsVerdict(string line) => line.StartsWith("PASS ", StringComparison.Ordinal) || line.StartsWith("FAIL ", StringComparison.Ordinal);

    /// <summary>Skips the test where the client is missing, or fails it where everything is meant to be installed.</summary>
    public async Task AssertInstalledAsync()
    {
        var probe = await Probe.RunAsync(Limit);
        if (probe is { ExitCode: 0 })
            return;
        var missing = $"{Name} is not installed: {Install}";
        // A gap must not pass unnoticed.
        if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
            Assert.Fail($"{missing}{Environment.NewLine}{probe?.Error}");
        Assert.Ignore(missing);
    }

    private static string Script(string name) => Path.Combine(Repository.Clients, name);

    private static string DotNetClient => Path.Combine(AppContext.BaseDirectory, "Interop.DotNetClient.dll");

    private static Command RequireInNode(string package) => new("node", "-e", $"require({Quote(Path.Combine(Repository.Clients, "node_modules", package))})");

    private static string Quote(string text) => System.Text.Json.JsonSerializer.Serialize(text);
}
