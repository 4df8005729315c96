namespace Browser.Tests;

/// <summary>The one browser, and the one host with the repository's plugins, of all tests here. The browser is Debian's, unmodified and headless.</summary>
[SetUpFixture]
public sealed class Chromium
{
    private const string Installed = "/usr/bin/chromium";

    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--no-proxy-server",
        // It has nothing to say to anybody but the server under test.
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions", "--disable-quic",
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    ];

    // Which connection a request of HTTP/2 came on, only Kestrel says.
    private static readonly string[] Settings = ["--Logging:LogLevel:Host.Connections", "Debug", "--Logging:LogLevel:Microsoft.AspNetCore.Server.Kestrel.Http2", "Trace"];

    private static readonly ServerCertificate Certificate = new();

    private static IPlaywright? _playwright;

    internal static IBrowser Browser { get; private set; } = null!;

    internal static HostProcess Host { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        var executable = Environment.GetEnvironmentVariable("CHROMIUM") ?? Installed;
        if (!File.Exists(executable))
            OnMissing($"{executable} is not there: apt-get install chromium fonts-dejavu-core");
        SetDefaultExpectTimeout(20_000);
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = executable, Args = Arguments });
        Certificate.Make();
        Host = await HostProcess.StartAsync([.. Settings, .. ServerCertificate.Endpoints()]);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (Host is not null)
        {
            await Host.DisposeAsync();
            Certificate.Delete();
        }
        if (Browser is not null)
            await Browser.CloseAsync();
        _playwright?.Dispose();
    }

    private static void OnMissing(string what)
    {
        // A gap must not pass unnoticed where everything is meant to be installed.
        if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
            Assert.Fail(what);
        Assert.Ignore(what);
    }
}
