using Host.Configuration;
using Microsoft.Extensions.Configuration;

namespace Host.Tests.Configuration;

[NonParallelizable]
public sealed class ConfigurationSourcesTests
{
    private const string Key = "Logging:LogLevel:Default";

    private readonly List<string> _variables = [];
    private string _previous = null!;
    private DirectoryInfo _working = null!;

    [SetUp]
    public void WorkElsewhere()
    {
        _previous = Environment.CurrentDirectory;
        _working = Directory.CreateTempSubdirectory("wharf-tests-");
        Environment.CurrentDirectory = _working.FullName;
    }

    [TearDown]
    public void WorkHereAgain()
    {
        Environment.CurrentDirectory = _previous;
        _working.Delete(recursive: true);
        foreach (var variable in _variables)
            Environment.SetEnvironmentVariable(variable, null);
    }

    [Test]
    public void The_settings_beside_the_host_are_read() => Assert.That(Read()[Key], Is.EqualTo("Information"));

    [Test]
    public void Those_of_the_working_directory_win_over_them()
    {
        WriteSettings("Debug");

        Assert.That(Read()[Key], Is.EqualTo("Debug"));
    }

    [Test]
    public void Environment_variables_win_over_files()
    {
        WriteSettings("Debug");
        SetVariable("Logging__LogLevel__Default", "Error");

        Assert.That(Read()[Key], Is.EqualTo("Error"));
    }

    [TestCase("--Logging:LogLevel:Default", "Critical")]
    [TestCase("--logging:loglevel:default=Critical")]
    public void The_command_line_wins_over_all(params string[] arguments)
    {
        WriteSettings("Debug");
        SetVariable("Logging__LogLevel__Default", "Error");

        Assert.That(Read(arguments)[Key], Is.EqualTo("Critical"));
    }

    [Test]
    public void The_platforms_own_variables_are_read_and_anything_wins_over_them()
    {
        SetVariable("ASPNETCORE_URLS", "http://127.0.0.1:1");
        SetVariable("ASPNETCORE_Logging__LogLevel__Default", "Trace");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Read()["urls"], Is.EqualTo("http://127.0.0.1:1"));
            Assert.That(Read(["--urls", "http://127.0.0.1:2"])["urls"], Is.EqualTo("http://127.0.0.1:2"));
            Assert.That(Read()[Key], Is.EqualTo("Information"));
        }
    }

    [Test]
    public void A_broken_settings_file_is_named()
    {
        File.WriteAllText("appsettings.json", "{ nonsense");

        Assert.That(() => Read(), Throws.TypeOf<InvalidDataException>().With.Message.Contains(_working.FullName));
    }

    private static IConfigurationRoot Read(params string[] settings)
    {
        var builder = new ConfigurationBuilder();
        builder.AddWharfSources(settings, Environment.CurrentDirectory);
        return builder.Build();
    }

    private static void WriteSettings(string level) =>
        File.WriteAllText("appsettings.json", $$"""{ "Logging": { "LogLevel": { "Default": "{{level}}" } } }""");

    private void SetVariable(string name, string value)
    {
        _variables.Add(name);
        Environment.SetEnvironmentVariable(name, value);
    }
}
