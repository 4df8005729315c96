namespace Interop.Tests;

/// <summary>What the program says and how it ends when it does not serve.</summary>
public sealed class CommandLineTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Test]
    public async Task Help_lists_the_options()
    {
        var result = await RunHostAsync("--help");

        Assert.That(result.ExitCode, Is.Zero);
        Assert.That(result.Output, Does.Contain("usage:"));
        foreach (var option in (string[])["--urls", "--plugins", "--origins", "--check", "--help", "--version"])
            Assert.That(result.Output, Does.Contain(option));
        Assert.That(result.Error, Is.Empty);
    }

    [Test]
    public async Task Version_is_one_line()
    {
        var result = await RunHostAsync("--version");

        Assert.That(result.ExitCode, Is.Zero);
        Assert.That(result.Output.TrimEnd(), Does.Match(@"\A[^\n]*\d+\.\d+\.\d+[^\n]*\z"));
        Assert.That(result.Error, Is.Empty);
    }

    [TestCase("--Limits:MessageBytes", "abc", "number")]
    [TestCase("--Limits:MessageBytes", "0", "number")]
    [TestCase("--Limits:HandshakeSeconds", "-1", "number")]
    [TestCase("--Logging:LogLevel:Default", "Loud", "Information")]
    [TestCase("--PluginHost:AllowUnsafePermissions", "maybe", "true or false")]
    [TestCase("--Origins", "example.com", "https://app.example")]
    [TestCase("--Routes:/x:Handler", "nobody", "echo")]
    [TestCase("--ForwardedHeaders:Trusted", "proxy", "10.0.0.0/8")]
    [TestCase("--plugins", "/no/such/folder", "exists")]
    [TestCase("--Kestrel:Endpoints:A:Url", "nonsense", "http://127.0.0.1:8080")]
    [TestCase("--urls", "http://127.0.0.1:99999", "http://127.0.0.1:8080")]
    public async Task A_bad_value_stops_the_start_with_one_line_of_key_value_and_what_is_allowed(string key, string value, string allowed)
    {
        // The last of two values wins, so the case may be about the address itself.
        var result = await RunHostAsync("--urls", "http://127.0.0.1:0", "--plugins", Repository.Plugins, key, value);

        Assert.That(result.ExitCode, Is.Not.Null.And.Not.Zero);
        var line = result.Error.TrimEnd();
        Assert.That(line, Does.Not.Contain("\n"));
        Assert.That(line, Does.Contain(key.TrimStart('-')).And.Contain(value).And.Contain(allowed));
    }

    [TestCase("--urls", "https://127.0.0.1:0")]
    [TestCase("--Kestrel:Endpoints:A:Url", "https://127.0.0.1:0")]
    public async Task An_https_address_without_a_certificate_stops_the_start_with_one_line(string key, string value)
    {
        var result = await RunHostAsync("--plugins", Repository.Plugins, key, value);

        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.Error.TrimEnd(), Does.Contain(value).And.Contain("Kestrel:Certificates:Default").And.Not.Contain("\n"));
    }

    [Test]
    public async Task An_unknown_option_stops_the_start_with_one_line_that_names_it()
    {
        var result = await RunHostAsync("--url", "http://127.0.0.1:0");

        Assert.That(result.ExitCode, Is.Not.Null.And.Not.Zero);
        Assert.That(result.Error.TrimEnd(), Does.Contain("--url").And.Not.Contain("\n"));
    }

    private static async Task<Command.Result> RunHostAsync(params string[] arguments) =>
        (await new Command(Command.DotNet, [Repository.HostDll, .. arguments]).RunAsync(Limit))!;
}
