using Host.Configuration;

namespace Host.Tests.Configuration;

public sealed class CommandLineTests
{
    [TestCase("--help")]
    [TestCase("-h")]
    [TestCase("-?")]
    [TestCase("--urls", "http://127.0.0.1:0", "--help")]
    [TestCase("--nonsense", "--help")]
    public void Help_names_every_argument(params string[] arguments)
    {
        var command = CommandLine.Parse(arguments);

        Assert.That(command.Answer, Does.StartWith("Wharf").And.Contains("--urls").And.Contains("--plugins").And.Contains("--origins").And.Contains("--Section:Key")
            .And.Contains("--version"));
    }

    [Test]
    public void Version_names_the_host_and_the_plugin_contract() =>
        Assert.That(CommandLine.Parse(["--version"]).Answer, Does.Match(@"^Wharf \d+\.\d+\.\d+\S* \(plugin contract \d+\.\d+, \.NET 10\.\S+\)$"));

    [TestCase]
    [TestCase("--urls", "http://127.0.0.1:0", "--plugins", "", "--origins", "*")]
    [TestCase("--urls=http://127.0.0.1:0", "--Origins=*")]
    [TestCase("--Limits:MessageBytes", "1", "--Plugins:Some.Plugin:Key=a=b", "--Some:Section:Key:Deep", "--value")]
    public void Settings_are_passed_on_as_they_are(params string[] arguments)
    {
        var command = CommandLine.Parse(arguments);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(command.Answer, Is.Null);
            Assert.That(command.Settings, Is.EqualTo(arguments));
        }
    }

    [TestCase("--url", "http://127.0.0.1:0")]
    [TestCase("urls", "http://127.0.0.1:0")]
    [TestCase("-urls", "http://127.0.0.1:0")]
    [TestCase("/urls", "http://127.0.0.1:0")]
    [TestCase("Limits:MessageBytes", "1")]
    [TestCase("--port=80")]
    [TestCase("--")]
    [TestCase("")]
    public void An_unknown_argument_stops_the_start(params string[] arguments) =>
        Assert.That(() => CommandLine.Parse(arguments), Throws.TypeOf<ConfigurationException>()
            .With.Message.EqualTo($"An argument is '{arguments[0]}'; it must be --urls, --plugins, --origins, --transport, --loops, --Section:Key, --check, --help or --version."));

    [TestCase(false, false, "--origins", "*")]
    [TestCase(true, false, "--check", "--origins", "*")]
    [TestCase(true, true, "--json", "--origins", "*", "--check")]
    public void Check_and_json_stand_alone_and_are_no_settings(bool check, bool json, params string[] arguments)
    {
        var command = CommandLine.Parse(arguments);

        Assert.That((command.Check, command.Json), Is.EqualTo((check, json)));
        Assert.That(command.Settings, Is.EqualTo((string[])["--origins", "*"]));
    }

    [Test]
    public void Json_without_check_stops_the_start() =>
        Assert.That(() => CommandLine.Parse(["--json"]), Throws.TypeOf<ConfigurationException>().With.Message.EqualTo("--json is ''; it must be used together with --check."));

    [TestCase("--urls")]
    [TestCase("--Limits:MessageBytes")]
    public void A_missing_value_stops_the_start(string argument) =>
        Assert.That(() => CommandLine.Parse(["--origins", "*", argument]), Throws.TypeOf<ConfigurationException>()
            .With.Message.EqualTo($"{argument} is ''; it must be followed by a value."));
}
