using Host.Plugins;

namespace Host.Tests.Plugins;

public class PluginReportTests
{
    private DropFolder _drop = null!;

    [SetUp]
    public void MakeFolder() => _drop = new DropFolder();

    [TearDown]
    public void RemoveFolder() => _drop.Dispose();

    [Test]
    public async Task Every_adapter_handler_and_pages_has_a_row_and_so_has_a_plugin_that_was_refused()
    {
        _drop.Add("Plugins.Echo", "Echo").Add("Plugins.Pages", "Pages").Write("Wrong/Wrong.dll", "no assembly");
        await using var catalog = _drop.Load();

        Assert.That(PluginReportText.Page(catalog.Report).Split(Environment.NewLine), Is.EqualTo((string[])
        [
            "PLUGIN  KIND     NAME    VERSION  CONTRACT  PATH OR VERSIONS  VERDICT",
            "Echo    adapter  silent  0.1.0    1.0       -                 loaded",
            "Echo    handler  echo    0.1.0    1.0       /echo             loaded",
            "Echo    handler  upper   0.1.0    1.0       /upper/*          loaded",
            "Pages   pages    -       0.1.0    1.0       /Pages/           loaded",
            "Pages   pages    -       0.1.0    1.0       /docs/            loaded",
            $"Wrong   plugin   -       -        -         -                 refused: {_drop["Wrong/Wrong.dll"]}: it is not a .NET assembly, or only a part of one. Copy the plugin's build output again, whole.",
            "",
            $"2 of 3 plugins loaded from {_drop.Path}",
        ]));
    }

    [Test]
    public async Task Versions_of_adapters_are_listed()
    {
        await using var catalog = _drop.Load(("Adapters.Rfc6455", new Adapters.Rfc6455.Rfc6455Plugin()));

        Assert.That(catalog.Report.Rows.Single().Versions, Is.EqualTo((string[])["13"]));
        Assert.That(PluginReportText.Page(catalog.Report), Does.Contain(" 13 "));
    }

    [Test]
    public async Task A_plugin_that_brings_nothing_has_a_row()
    {
        await using var catalog = _drop.Load(("Idle", new Listening.ConfiguredPlugin(_ => { })));

        Assert.That(catalog.Report.Rows.Select(row => (row.Plugin, row.Kind, row.Verdict)), Is.EqualTo(new[] { ("Idle", "plugin", "loaded") }));
        Assert.That(catalog.Report.Ok);
    }

    [Test]
    public async Task A_drop_folder_that_cannot_be_read_is_a_refusal()
    {
        await using var catalog = _drop.Set("plugins", _drop["nowhere"]).Load();

        Assert.That(catalog.Report.Ok, Is.False);
        Assert.That(catalog.Report.Rows.Select(row => (row.Plugin, row.Kind, row.File)), Is.EqualTo(new[] { ((string?)null, "folder", (string?)_drop["nowhere"]) }));
    }
}
