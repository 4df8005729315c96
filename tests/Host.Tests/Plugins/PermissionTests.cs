using System.Runtime.Versioning;
using Host.Plugins;

namespace Host.Tests.Plugins;

[UnsupportedOSPlatform("windows")]
public class PermissionTests
{
    private const uint User = 1000;
    private const uint Group = 100;
    private const UnixFileMode Usual = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private DropFolder _drop = null!;

    [SetUp]
    public void MakeFolder() => _drop = new DropFolder().Add("Plugins.Echo");

    [TearDown]
    public void RemoveFolder() => _drop.Dispose();

    [TestCase(User, Group, Usual, ExpectedResult = null)]
    [TestCase(0u, 0u, Usual, ExpectedResult = null)]
    [TestCase(User, Group, Usual | UnixFileMode.GroupWrite, ExpectedResult = null)]
    [TestCase(User, 7u, Usual | UnixFileMode.GroupWrite, ExpectedResult = "can be written to by group 7, which is not this process's primary group 100")]
    [TestCase(0u, 0u, Usual | UnixFileMode.GroupWrite, ExpectedResult = "can be written to by group 0, which is not this process's primary group 100")]
    [TestCase(User, Group, Usual | UnixFileMode.OtherWrite, ExpectedResult = "can be written to by every user")]
    [TestCase(1001u, Group, Usual, ExpectedResult = "belongs to user 1001, neither to this process's user 1000 nor to root")]
    public string? Owner_and_mode_decide(uint owner, uint group, UnixFileMode mode) =>
        PluginPermissions.Fault(new UnixFileStatus(owner, group, mode, IsRegular: true), User, Group);

    [Test]
    [SupportedOSPlatform("linux")]
    public void The_owner_is_read_from_the_file()
    {
        var status = UnixFileStatus.Of(_drop["Plugins.Echo/Plugins.Echo.dll"]);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(status.Owner, Is.EqualTo(UnixFileStatus.User));
            Assert.That(status.IsRegular);
            Assert.That(UnixFileStatus.Of(_drop.Path).IsRegular, Is.False);
            Assert.That(UnixFileStatus.Of("/proc/1").Owner, Is.Zero);
        }
    }

    [TestCase("Plugins.Echo")]
    [TestCase("Plugins.Echo/Plugins.Echo.dll")]
    [TestCase("Plugins.Echo/Plugins.Echo.deps.json")]
    [TestCase("Plugins.Echo/wwwroot")]
    public async Task A_plugin_with_a_file_or_folder_that_everybody_can_write_to_is_refused(string path)
    {
        Directory.CreateDirectory(_drop["Plugins.Echo/wwwroot"]);
        OpenToAll(_drop.Add("Plugins.Scoped")[path]);

        await using var catalog = _drop.Load();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(catalog.Plugins.Select(plugin => plugin.Name), Is.EqualTo((string[])["Plugins.Scoped"]));
            Assert.That(_drop.Log.Errors.Single(), Does.StartWith($"Plugin Plugins.Echo is not loaded: {_drop[path]}: it can be written to by every user"));
        }
    }

    [Test]
    public async Task A_link_is_judged_by_what_it_leads_to()
    {
        using var elsewhere = new DropFolder();
        File.WriteAllText(elsewhere["extra.txt"], "");
        OpenToAll(elsewhere["extra.txt"]);
        File.CreateSymbolicLink(_drop["Plugins.Echo/extra.txt"], elsewhere["extra.txt"]);

        await using var catalog = _drop.Load();

        Assert.That(_drop.Log.Errors.Single(), Does.Contain(elsewhere["extra.txt"]));
    }

    [Test]
    public async Task Nor_may_others_put_another_file_where_a_link_leads_to()
    {
        using var elsewhere = new DropFolder();
        File.WriteAllText(elsewhere["extra.txt"], "");
        OpenToAll(elsewhere.Path);
        File.CreateSymbolicLink(_drop["Plugins.Echo/extra.txt"], elsewhere["extra.txt"]);

        await using var catalog = _drop.Load();

        Assert.That(_drop.Log.Errors.Single(), Does.Contain(elsewhere.Path + ":"));
    }

    [Test]
    public async Task Nothing_is_loaded_from_a_folder_that_everybody_can_write_to()
    {
        OpenToAll(_drop.Path);

        await using var catalog = _drop.Load();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(catalog.Plugins, Is.Empty);
            Assert.That(_drop.Log.Errors.Single(), Does.StartWith($"No plugin is loaded from {_drop.Path}: it can be written to by every user"));
        }
    }

    [Test]
    public async Task The_operator_may_allow_it_and_is_warned()
    {
        OpenToAll(_drop["Plugins.Echo/Plugins.Echo.dll"]);

        await using var catalog = _drop.Set("PluginHost:AllowUnsafePermissions", "true").Load();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(catalog.Plugins, Has.Count.EqualTo(1));
            Assert.That(_drop.Log.Errors, Is.Empty);
            Assert.That(_drop.Log.Warnings.Single(), Does.StartWith(_drop["Plugins.Echo/Plugins.Echo.dll"]));
        }
    }

    private static void OpenToAll(string path) => File.SetUnixFileMode(path, (UnixFileMode)0b111_111_111);
}
