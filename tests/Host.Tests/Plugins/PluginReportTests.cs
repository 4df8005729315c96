using System.Text.Json;
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

    [Test]
    public async Task A_program_reads_the_same()
    {
        _drop.Add("Plugins.Echo", "Echo").Write("Wrong/Wrong.dll", "no assembly");
        await using var catalog = _drop.Load();

        using var json = JsonDocument.Parse(PluginReportJson.Serialize(catalog.Report));
        var rows = json.RootElement.GetProperty("rows").EnumerateArray().ToList();

        using (Assert.EnterMultipleScope())
        {
            // What is documented stays.
            Assert.That(json.RootElement.EnumerateObject().Select(member => member.Name), Is.EqualTo((string[])["ok", "folder", "rows"]));
            Assert.That(rows.Select(row => string.Join(' ', row.EnumerateObject().Select(member => member.Name))),
                Has.All.EqualTo("plugin kind name version contract path versions verdict file reason remedy"));
            Assert.That(json.RootElement.GetProperty("ok").GetBoolean(), Is.False);
            Assert.That(json.RootElement.GetProperty("folder").GetString(), Is.EqualTo(_drop.Path));
            Assert.That(rows.Select(row => $"{row.GetProperty("plugin")} {row.GetProperty("kind")} {row.GetProperty("name")} {row.GetProperty("verdict")}"), Is.EqualTo((string[])
                ["Echo adapter silent loaded", "Echo handler echo loaded", "Echo handler upper loaded", "Wrong plugin  refused"]));
            Assert.That(rows[0].GetProperty("versions").GetArrayLength(), Is.Zero);
            Assert.That(rows[3].GetProperty("reason").GetString(), Is.EqualTo("it is not a .NET assembly, or only a part of one"));
        }
    }
}
