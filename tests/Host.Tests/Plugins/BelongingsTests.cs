using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;

namespace Host.Tests.Plugins;

/// <summary>What a plugin brings beside its assemblies: native libraries, texts in other languages, settings.</summary>
public class BelongingsTests
{
    private const string Own = "Plugins.Own";
    private const string Crc = "cbf43926";

    // Native libraries that are wherever these tests run. The first has the function that the plugin calls, the other does not.
    private static readonly string Right = RuntimeLibrary("libSystem.IO.Compression.Native.so");
    private static readonly string Other = RuntimeLibrary("libSystem.Native.so");

    private DropFolder _drop = null!;

    [SetUp]
    public void MakeFolder() => _drop = new DropFolder().Add(Own);

    [TearDown]
    public void RemoveFolder() => _drop.Dispose();

    [TestCase("libwharfprobe.so")]
    [TestCase("wharfprobe.so")]
    [TestCase("runtimes/linux-{0}/native/libwharfprobe.so")]
    [TestCase("runtimes/linux/native/libwharfprobe.so")]
    [TestCase("runtimes/unix-{0}/native/libwharfprobe.so")]
    [TestCase("runtimes/unix/native/libwharfprobe.so")]
    [TestCase("runtimes/any/native/libwharfprobe.so")]
    [SupportedOSPlatform("linux")]
    public async Task A_native_library_dropped_by_hand_is_called(string place)
    {
        Drop(Right, Own, place);
        await using var catalog = _drop.Load();

        Assert.That(await catalog.AnswerAsync("native"), Is.EqualTo(Crc));
    }

    [TestCase(true)]
    [TestCase(false)]
    [SupportedOSPlatform("linux")]
    public async Task A_native_library_with_a_list_of_dependencies_is_where_that_says(bool listed)
    {
        // A place where nobody would look.
        const string place = "runtimes/unix/odd/libwharfprobe.so";
        Drop(Right, Own, place);
        if (listed)
            EditList(plugin => plugin["runtimeTargets"] = new JsonObject { [place] = new JsonObject { ["rid"] = "unix", ["assetType"] = "native" } });
        await using var catalog = _drop.Load();

        Assert.That(await catalog.AnswerAsync("native"), Is.EqualTo(listed ? Crc : nameof(DllNotFoundException)));
    }

    [Test]
    [SupportedOSPlatform("linux")]
    public async Task Of_two_native_libraries_the_one_for_this_system_is_taken()
    {
        Drop(Right, Own, "runtimes/linux-{0}/native/libwharfprobe.so");
        Drop(Other, Own, "runtimes/linux/native/libwharfprobe.so");
        Drop(Other, Own, "runtimes/win-{0}/native/libwharfprobe.so");
        await using var catalog = _drop.Load();

        Assert.That(await catalog.AnswerAsync("native"), Is.EqualTo(Crc));
    }

    [Test]
    [SupportedOSPlatform("linux")]
    public async Task Two_plugins_have_different_native_libraries_of_one_name()
    {
        Drop(Right, Own, "libwharfprobe.so");
        await using var right = _drop.Load();
        using var others = new DropFolder().Add(Own);
        File.Copy(Other, others[$"{Own}/libwharfprobe.so"]);
        await using var other = others.Load();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await right.AnswerAsync("native"), Is.EqualTo(Crc));
            Assert.That(await other.AnswerAsync("native"), Is.EqualTo(nameof(EntryPointNotFoundException)));
        }
    }

    [Test]
    public async Task A_native_library_that_is_nowhere_is_the_plugins_own_exception()
    {
        await using var catalog = _drop.Load();

        Assert.That(await catalog.AnswerAsync("native"), Is.EqualTo(nameof(DllNotFoundException)));
    }

    [TestCase("de", "hallo")]
    [TestCase("fr", "bonjour")]
    [TestCase("en", "hello")]
    [TestCase("it", "hello")]
    public async Task Texts_are_in_the_language_asked_for(string culture, string expected)
    {
        await using var catalog = _drop.Set("Plugins:Plugins.Own:Culture", "en").Load();

        Assert.That(await catalog.AnswerAsync("hello", culture), Is.EqualTo(expected));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Texts_are_found_that_no_list_of_dependencies_names(bool withList)
    {
        if (withList)
            EditList(plugin => plugin.Remove("resources"));
        else
            File.Delete(List);
        await using var catalog = _drop.Load();

        Assert.That(await catalog.AnswerAsync("hallo", "fr"), Is.EqualTo("bonjour"));
    }

    [Test]
    public async Task The_settings_that_a_plugin_brings_are_below_the_hosts()
    {
        await using var catalog = _drop.Set("Plugins:Plugins.Own:Texts:Second", "zwei").Set("Plugins:Plugins.Own:Third", "drei").Set("Plugins:Other:First", "no").Load();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await catalog.AnswerAsync("settings", "Texts:First"), Is.EqualTo("one"));
            Assert.That(await catalog.AnswerAsync("settings", "Texts:Second"), Is.EqualTo("zwei"));
            Assert.That(await catalog.AnswerAsync("settings", "Third"), Is.EqualTo("drei"));
            Assert.That(await catalog.AnswerAsync("settings", "First"), Is.EqualTo("none"));
        }
    }

    [TestCase("{ \"half")]
    [TestCase("[ 1 ]")]
    [TestCase("")]
    [TestCase("{ \"A\": 1, \"a\": 2 }")]
    public void Settings_that_cannot_be_read_are_the_plugins_fault(string text)
    {
        var catalog = _drop.Write($"{Own}/pluginsettings.json", text).Load();

        Assert.That(catalog.Plugins, Is.Empty);
        Assert.That(_drop.Log.Errors.Single(), Does.StartWith($"Plugin {Own} is not loaded: {_drop[$"{Own}/pluginsettings.json"]}: its settings cannot be read: ").And.Not.Contain("\n"));
    }

    private string List => _drop[$"{Own}/{Own}.deps.json"];

    private void EditList(Action<JsonObject> edit)
    {
        var list = JsonNode.Parse(File.ReadAllText(List))!;
        edit(list["targets"]![".NETCoreApp,Version=v10.0"]![$"{Own}/0.1.0"]!.AsObject());
        File.WriteAllText(List, list.ToJsonString());
    }

    private void Drop(string library, string plugin, string place)
    {
        var file = _drop[Path.Combine(plugin, string.Format(null, place, RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()))];
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.Copy(library, file);
    }

    private static string RuntimeLibrary(string name) => Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, name);
}
