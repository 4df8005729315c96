using System.Runtime.Versioning;
using Host.Plugins;
using Microsoft.Extensions.Logging.Abstractions;

namespace Host.Tests.Plugins;

public class StageTests
{
    private DropFolder _drop = null!;

    [SetUp]
    public void MakeFolder() => _drop = new DropFolder();

    [TearDown]
    public void RemoveFolder() => _drop.Dispose();

    [Test]
    public async Task Files_of_the_drop_folder_may_be_overwritten_while_they_are_loaded()
    {
        await using var catalog = _drop.Add("Plugins.GreetingOne").Load();
        // In place, as cp does it; the library is first needed by the call below.
        foreach (var file in Directory.GetFiles(_drop["Plugins.GreetingOne"]))
        {
            await using var overwritten = new FileStream(file, FileMode.Truncate);
            overwritten.Write("not what was loaded"u8);
        }

        Assert.That(await catalog.AnswerAsync("greeting-one"), Is.EqualTo("greeting 1"));
    }

    [Test]
    public async Task Pages_are_served_from_the_stage()
    {
        await using var catalog = _drop.Add("Plugins.Pages").Load();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(catalog.Pages.Select(pages => pages.Path), Is.EqualTo((string[])["/Plugins.Pages/", "/docs/"]));
            Assert.That(catalog.Pages.Select(pages => pages.Directory), Has.All.StartsWith(_drop.Stage));
            Assert.That(File.Exists(Path.Combine(catalog.Pages[0].Directory, "index.html")));
        }
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    public async Task Links_are_resolved()
    {
        _drop.Add("Plugins.Pages");
        Directory.Move(_drop["Plugins.Pages"], _drop[".kept"]);
        Directory.CreateSymbolicLink(_drop["Plugins.Pages"], ".kept");
        File.CreateSymbolicLink(_drop[".kept/wwwroot/linked.html"], "index.html");

        await using var catalog = _drop.Load();

        var linked = new FileInfo(Path.Combine(catalog.Pages[0].Directory, "linked.html"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(linked.Exists);
            Assert.That(linked.LinkTarget, Is.Null);
        }
    }

    [Test]
    public async Task The_folder_of_this_process_is_gone_after_it_stops()
    {
        var catalog = _drop.Add("Plugins.Echo").Load();
        Assert.That(Directory.GetDirectories(_drop.Stage), Has.Length.EqualTo(1));

        await catalog.DisposeAsync();

        Assert.That(Directory.GetDirectories(_drop.Stage), Is.Empty);
    }

    [Test]
    public async Task Two_hosts_in_one_process_have_a_folder_each()
    {
        await using var first = _drop.Add("Plugins.GreetingOne").Load();
        await using (_drop.Load())
            Assert.That(Directory.GetDirectories(_drop.Stage), Has.Length.EqualTo(2));

        Assert.That(await first.AnswerAsync("greeting-one"), Is.EqualTo("greeting 1"));
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    public void Nobody_else_can_look_into_it()
    {
        using var stage = PluginStage.Create(_drop.Stage, NullLogger.Instance);

        Assert.That(File.GetUnixFileMode(stage.Directory), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    public void A_stage_folder_that_others_can_write_to_is_refused()
    {
        Directory.CreateDirectory(_drop.Stage);
        File.SetUnixFileMode(_drop.Stage, (UnixFileMode)0b111_111_111);

        Assert.That(() => PluginStage.Create(_drop.Stage, NullLogger.Instance), Throws.TypeOf<IOException>().With.Message.Contains(_drop.Stage));
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    public void One_in_which_only_owners_rename_is_good()
    {
        Directory.CreateDirectory(_drop.Stage);
        File.SetUnixFileMode(_drop.Stage, UnixFileMode.StickyBit | (UnixFileMode)0b111_111_111);

        using var stage = PluginStage.Create(_drop.Stage, NullLogger.Instance);

        Assert.That(Directory.Exists(stage.Directory));
    }

    [Test]
    public void Folders_of_processes_that_are_gone_are_removed()
    {
        var gone = LeftOver(new ProcessIdentity(999_999_999, 1));
        var usedAgain = LeftOver(ProcessIdentity.Current with { Start = 1 });

        PluginStage.Create(_drop.Stage, NullLogger.Instance).Dispose();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Directory.Exists(gone), Is.False);
            Assert.That(Directory.Exists(usedAgain), Is.False);
        }
    }

    [Test]
    public void Folders_of_running_processes_and_of_nobody_are_kept()
    {
        var running = LeftOver(ProcessIdentity.Current);
        var foreign = Path.Combine(_drop.Stage, "somebody-elses");
        Directory.CreateDirectory(foreign);

        PluginStage.Create(_drop.Stage, NullLogger.Instance).Dispose();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Directory.Exists(running));
            Assert.That(Directory.Exists(foreign));
        }
    }

    [Test]
    public void A_folder_that_is_locked_is_kept_though_its_process_cannot_be_seen_from_here()
    {
        var locked = LeftOver(new ProcessIdentity(999_999_999, 1));
        using var held = new FileStream(Path.Combine(locked, ".lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);

        PluginStage.Create(_drop.Stage, NullLogger.Instance).Dispose();

        Assert.That(Directory.Exists(locked));
    }

    private string LeftOver(ProcessIdentity process)
    {
        var directory = Path.Combine(_drop.Stage, $"{process}-999");
        Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, "left.dll"), "");
        return directory;
    }
}
