using System.Diagnostics;
using Host.Configuration;
using Host.Plugins;

namespace Host.Tests.Plugins;

public class AllowListTests
{
    private DropFolder _drop = null!;

    [SetUp]
    public void MakeFolder() => _drop = new DropFolder().Add("Plugins.GreetingOne").Add("Plugins.GreetingTwo");

    [TearDown]
    public void RemoveFolder() => _drop.Dispose();

    [Test]
    public async Task With_a_list_only_what_is_on_it_is_loaded()
    {
        var hash = PluginHash.Of(_drop["Plugins.GreetingOne"]);
        await using var catalog = _drop.Set("PluginHost:Allow:0", hash.ToUpperInvariant()).Load();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(catalog.Plugins.Select(plugin => plugin.Name), Is.EqualTo((string[])["Plugins.GreetingOne"]));
            Assert.That(_drop.Log.Errors, Is.EqualTo((string[])
            [
                $"Plugin Plugins.GreetingTwo is not loaded: {_drop["Plugins.GreetingTwo/Plugins.GreetingTwo.dll"]}: its hash {PluginHash.Of(_drop["Plugins.GreetingTwo"])} is not in PluginHost:Allow. Add the hash if these are the files that you mean to run.",
            ]));
        }
    }

    [Test]
    public async Task A_list_of_nothing_allows_nothing()
    {
        await using var catalog = _drop.Set("PluginHost:Allow", "").Load();

        Assert.That(catalog.Plugins, Is.Empty);
    }

    [Test]
    public async Task Any_other_byte_in_any_file_is_another_hash()
    {
        _drop.Set("PluginHost:Allow", PluginHash.Of(_drop["Plugins.GreetingOne"])).Write("Plugins.GreetingOne/wwwroot/new.txt", "x");
        await using var catalog = _drop.Load();

        Assert.That(catalog.Plugins, Is.Empty);
    }

    [Test]
    public void What_is_no_hash_stops_the_start() =>
        Assert.That(() => _drop.Set("PluginHost:Allow:0", "Plugins.GreetingOne").Load(),
            Throws.TypeOf<ConfigurationException>().With.Message.Contains("PluginHost:Allow").And.Message.Contains("Plugins.GreetingOne"));

    [Test]
    public void The_hash_is_what_sha256sum_says()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("Needs sha256sum, which Linux has.");
        var start = new ProcessStartInfo("bash", ["-c", "find -L . -type f -printf '%P\\0' | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum"])
        {
            WorkingDirectory = _drop.Write("Plugins.GreetingOne/a b/c.txt", "text")["Plugins.GreetingOne"],
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;

        Assert.That(process.StandardOutput.ReadToEnd().Split(' ')[0], Is.EqualTo(PluginHash.Of(_drop["Plugins.GreetingOne"])));
    }
}
