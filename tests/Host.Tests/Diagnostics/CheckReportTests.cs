using System.Text.Json;
using Host.Diagnostics;
using Host.Opening;
using Host.Plugins;
using Host.Tests.Opening;
using Host.Tests.Plugins;

namespace Host.Tests.Diagnostics;

public sealed class CheckReportTests
{
    private DropFolder _drop = null!;

    [SetUp]
    public void MakeFolder() => _drop = new DropFolder();

    [TearDown]
    public void RemoveFolder() => _drop.Dispose();

    [Test]
    public void A_person_reads_two_tables()
    {
        var report = CheckReport.Of(
            new PluginReport("/drop", [new PluginReportRow("Old", "adapter") { Name = "old", Version = "1.0", Contract = "1.0", Versions = ["8", "99"] }]),
            new AdapterSet([new VersionAdapter("old", "8"), new VersionAdapter("older", "8")], _drop.Log.CreateLogger("Adapters")));

        Assert.That(report.Page().Split(Environment.NewLine), Is.EqualTo((string[])
        [
            "PLUGIN  KIND     NAME  VERSION  CONTRACT  PATH OR VERSIONS  VERDICT",
            "Old     adapter  old   1.0      1.0       8, 99             loaded",
            "",
            "1 of 1 plugins loaded from /drop",
            "",
            "REQUEST   ADAPTER                     SENT BY",
            "hixie-75  none (426)                  Chrome 4 and 5, Safari 5.0.0",
            "hixie-76  none (426)                  Chrome 6 to 13, Safari 5.0.1 to 5.1, iOS 4.2 to 5, Firefox 4 and 5",
            "hybi-07   none (426)                  Firefox 6",
            "hybi-10   old, also claimed by older  Chrome 14 and 15, Firefox 7 to 10",
            "rfc6455   none (426)                  Chrome 16, Firefox 11, Safari 6, IE 10 and everything since",
            "rfc8441   none (426)                  browsers over HTTP/2",
            "sse       none (426)                  EventSource, where WebSocket does not get through",
        ]));
    }

    [Test]
    public async Task A_program_reads_the_same()
    {
        _drop.Add("Plugins.Echo", "Echo").Write("Wrong/Wrong.dll", "no assembly");
        await using var catalog = _drop.Load();

        using var json = JsonDocument.Parse(ReportJson.Serialize(CheckReport.Of(catalog.Report, new AdapterSet([], _drop.Log.CreateLogger("Adapters")))));
        var rows = json.RootElement.GetProperty("rows").EnumerateArray().ToList();

        using (Assert.EnterMultipleScope())
        {
            // What is documented stays.
            Assert.That(json.RootElement.EnumerateObject().Select(member => member.Name), Is.EqualTo((string[])["ok", "folder", "rows", "samples"]));
            Assert.That(rows.Select(row => string.Join(' ', row.EnumerateObject().Select(member => member.Name))),
                Has.All.EqualTo("plugin kind name version contract path versions verdict file reason remedy"));
            Assert.That(json.RootElement.GetProperty("samples").EnumerateArray().Select(sample => string.Join(' ', sample.EnumerateObject().Select(member => member.Name))),
                Has.All.EqualTo("revision sentBy adapter alsoClaimedBy"));
            Assert.That(json.RootElement.GetProperty("ok").GetBoolean(), Is.False);
            Assert.That(json.RootElement.GetProperty("folder").GetString(), Is.EqualTo(_drop.Path));
            Assert.That(rows.Select(row => $"{row.GetProperty("plugin")} {row.GetProperty("kind")} {row.GetProperty("name")} {row.GetProperty("verdict")}"), Is.EqualTo((string[])
                ["Echo adapter silent loaded", "Echo handler echo loaded", "Echo handler upper loaded", "Wrong plugin  refused"]));
            Assert.That(rows[0].GetProperty("versions").GetArrayLength(), Is.Zero);
            Assert.That(rows[3].GetProperty("reason").GetString(), Is.EqualTo("it is not a .NET assembly, or only a part of one"));
        }
    }
}
