using Host.Plugins;

namespace Host.Tests.Plugins;

public class PluginFolderTests
{
    private string _root = "";

    private string HostDirectory => Path.Combine(_root, "host");

    private string WorkingDirectory => Path.Combine(_root, "work");

    [SetUp]
    public void MakeDirectories()
    {
        _root = Directory.CreateTempSubdirectory("wharf-tests-").FullName;
        Directory.CreateDirectory(Path.Combine(HostDirectory, "plugins"));
        Directory.CreateDirectory(Path.Combine(WorkingDirectory, "plugins"));
    }

    [TearDown]
    public void RemoveDirectories() => Directory.Delete(_root, recursive: true);

    [Test]
    public void The_setting_comes_first_and_is_relative_to_the_working_directory() =>
        Assert.That(PluginFolder.Choose("mine", HostDirectory, WorkingDirectory).Directory, Is.EqualTo(Path.Combine(WorkingDirectory, "mine")));

    [Test]
    public void Without_a_setting_it_is_the_folder_beside_the_host() =>
        Assert.That(PluginFolder.Choose(null, HostDirectory, WorkingDirectory).Directory, Is.EqualTo(Path.Combine(HostDirectory, "plugins")));

    [Test]
    public void Without_one_beside_the_host_it_is_the_one_in_the_working_directory()
    {
        Directory.Delete(Path.Combine(HostDirectory, "plugins"));

        Assert.That(PluginFolder.Choose(null, HostDirectory, WorkingDirectory).Directory, Is.EqualTo(Path.Combine(WorkingDirectory, "plugins")));
    }

    [Test]
    public void Without_any_there_is_none()
    {
        Directory.Delete(Path.Combine(HostDirectory, "plugins"));
        Directory.Delete(Path.Combine(WorkingDirectory, "plugins"));

        Assert.That(PluginFolder.Choose(null, HostDirectory, WorkingDirectory).Directory, Is.Null);
    }

    [Test]
    public void An_empty_setting_means_none() =>
        Assert.That(PluginFolder.Choose("", HostDirectory, WorkingDirectory).Directory, Is.Null);

    [Test]
    public void Plugins_are_its_folders_in_ordinal_order_without_hidden_ones()
    {
        foreach (var name in new[] { "b", "a", "B", ".git" })
            Directory.CreateDirectory(Path.Combine(_root, "drop", name));

        Assert.That(new PluginFolder(Path.Combine(_root, "drop"), "").Sources().Select(source => source.Name), Is.EqualTo((string[])["B", "a", "b"]));
    }
}
