using System.Text.Json;

namespace Interop.Tests;

/// <summary><c>--check</c> as an operator types it.</summary>
[CancelAfter(120_000)]
public sealed class CheckTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private DirectoryInfo _drop = null!;

    [SetUp]
    public void MakeFolder() => _drop = Directory.CreateTempSubdirectory("wharf-check-");

    [TearDown]
    public void RemoveFolder() => _drop.Delete(recursive: true);

    [Test]
    public async Task All_that_is_in_the_repository_is_loaded()
    {
        // An address that nobody has: it does not listen.
        var result = await CheckAsync("--plugins", Repository.Plugins, "--urls", "http://192.0.2.1:1");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.ExitCode, Is.Zero);
            Assert.That(result.Output, Does.Match(@"(?m)^Adapters\.Rfc6455 +adapter +rfc6455 +\S+ +1\.0 +13 +loaded$").And.Match(@"(?m)^Handlers\.Demo +handler +echo +\S+ +1\.0 +/echo +loaded$"));
            Assert.That(result.Error, Is.Empty);
        }
    }

    [Test]
    public async Task Who_would_get_which_opening_handshake_is_said()
    {
        Drop("Plugins.Version99");
        var result = await CheckAsync("--plugins", _drop.FullName);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.ExitCode, Is.Zero);
            Assert.That(result.Output, Does.Match(@"(?m)^Plugins\.Version99 +adapter +version99 +\S+ +1\.0 +99 +loaded$"));
            Assert.That(result.Output, Does.Match(@"(?m)^version 99 +version99 +-$").And.Match(@"(?m)^rfc6455 +none \(426\) +Chrome 16"));
        }
    }

    [Test]
    public async Task What_is_refused_is_said_once_and_with_exit_code_1()
    {
        Drop("Plugins.Echo");
        _drop.CreateSubdirectory("Empty");
        var result = await CheckAsync("--plugins", _drop.FullName);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.ExitCode, Is.EqualTo(1));
            Assert.That(result.Output, Does.Match(@"(?m)^Plugins\.Echo +handler +echo .* loaded$").And.Match(@"(?m)^Empty +plugin .* refused: .*Empty\.dll: there is no such file\."));
            Assert.That(result.Error, Is.Empty);
        }
    }

    [Test]
    public async Task A_setting_that_names_what_was_refused_is_said_after_the_table()
    {
        Drop("Plugins.Echo");
        var result = await CheckAsync("--plugins", _drop.FullName, "--Routes:/x:Handler", "nobody");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.ExitCode, Is.EqualTo(1));
            Assert.That(result.Output, Does.Contain("Plugins.Echo"));
            Assert.That(result.Error.TrimEnd(), Does.Contain("Routes:/x:Handler").And.Not.Contain("\n"));
        }
    }

    [Test]
    public async Task For_a_program_it_is_json_and_nothing_else()
    {
        Drop("Plugins.Own");
        var result = await CheckAsync("--json", "--plugins", _drop.FullName, "--Plugins:Plugins.Own:Culture", "fr");

        using var report = JsonDocument.Parse(result.Output);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.ExitCode, Is.Zero);
            Assert.That(report.RootElement.GetProperty("ok").GetBoolean());
            // Its name comes from a satellite assembly that the host has found.
            Assert.That(report.RootElement.GetProperty("samples")[0].GetProperty("revision").GetString(), Is.EqualTo("hixie-75"));
            Assert.That(report.RootElement.GetProperty("rows")[0].GetProperty("name").GetString(), Is.EqualTo("bonjour"));
        }
    }

    private void Drop(string plugin)
    {
        var output = Repository.OutputOf(Path.Combine("tests", "Plugins", plugin));
        foreach (var file in Directory.EnumerateFiles(output, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(_drop.FullName, plugin, Path.GetRelativePath(output, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private static async Task<Command.Result> CheckAsync(params string[] arguments) =>
        (await new Command(Command.DotNet, [Repository.HostDll, "--check", .. arguments]).RunAsync(Limit))!;
}
