using Abstractions;
using Host.Plugins;

namespace Host.Tests.Plugins;

public class LoadingTests
{
    private DropFolder _drop = null!;

    [SetUp]
    public void MakeFolder() => _drop = new DropFolder();

    [TearDown]
    public void RemoveFolder() => _drop.Dispose();

    [Test]
    public async Task A_plugin_brings_its_handlers_and_adapters_under_its_name()
    {
        await using var catalog = _drop.Add("Plugins.Echo").Load();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(catalog.Handlers.Select(handler => (handler.Plugin, handler.Name, handler.Path)), Is.EqualTo(
                new[] { ("Plugins.Echo", "echo", "/echo"), ("Plugins.Echo", "upper", "/upper/*") }));
            Assert.That(catalog.Handler("echo").Options.Subprotocols, Is.EqualTo((string[])["echo.v1"]));
            Assert.That(catalog.Handler("upper").Options.Subprotocols, Is.Empty);
            Assert.That(catalog.Adapters.Select(adapter => (adapter.Generation.Plugin, adapter.Adapter.Name)), Is.EqualTo(new[] { ("Plugins.Echo", "silent") }));
            Assert.That(catalog.Plugins.Select(plugin => plugin.Version), Is.EqualTo((string[])["0.1.0"]));
        }
    }

    [Test]
    public async Task An_assembly_that_lies_in_the_drop_folder_itself_is_a_plugin_and_its_libraries_are_not()
    {
        _drop.Add("Plugins.GreetingOne");
        foreach (var file in Directory.GetFiles(_drop["Plugins.GreetingOne"]))
            File.Move(file, _drop[Path.GetFileName(file)]);
        Directory.Delete(_drop["Plugins.GreetingOne"]);
        await using var catalog = _drop.Load();

        Assert.That(catalog.Plugins.Select(plugin => plugin.Name), Is.EqualTo((string[])["Plugins.GreetingOne"]));
        Assert.That(_drop.Log.Errors, Is.Empty);
    }

    [Test]
    public async Task A_library_that_knows_the_contract_is_none_either_if_a_plugin_refers_to_it()
    {
        _drop.AddLoose("Adapters.Hybi").AddLoose("Adapters.Rfc6455");
        await using var catalog = _drop.Load();

        Assert.That(catalog.Adapters.Select(adapter => adapter.Adapter.Name), Is.EqualTo((string[])["hybi07", "hybi10", "rfc6455"]));
        Assert.That(File.Exists(_drop["Framing.Hybi.dll"]), Is.True);
        Assert.That(_drop.Log.Errors, Is.Empty);
    }

    [Test]
    public async Task An_assembly_that_knows_the_contract_and_that_nobody_refers_to_should_name_a_plugin()
    {
        _drop.AddLoose("Adapters.Hybi");
        File.Delete(_drop["Adapters.Hybi.dll"]);
        await using var catalog = _drop.Load();

        Assert.That(catalog.Plugins, Is.Empty);
        Assert.That(_drop.Log.Errors, Has.One.Contains("Framing.Hybi.dll").And.Contains("names no plugin class"));
    }

    [Test]
    public async Task Of_a_folder_and_a_loose_assembly_of_one_name_the_folder_is_loaded()
    {
        _drop.Add("Plugins.Echo");
        File.Copy(_drop["Plugins.Echo/Plugins.Echo.dll"], _drop["Plugins.Echo.dll"]);
        await using var catalog = _drop.Load();

        Assert.That(catalog.Plugins, Has.Count.EqualTo(1));
        Assert.That(_drop.Log.Errors, Has.One.Contains("a plugin of this name is loaded already"));
    }

    [Test]
    public async Task The_chosen_folder_is_the_first_line_of_the_log()
    {
        await using var catalog = _drop.Add("Plugins.Echo").Load();

        Assert.That(_drop.Log.Lines[0], Does.Contain(_drop.Path));
    }

    [Test]
    public async Task What_was_loaded_is_logged_once_in_a_line_each()
    {
        await using var catalog = _drop.Add("Plugins.Echo").Load();

        Assert.That(_drop.Log.Lines.Where(line => line.Contains("silent") || line.Contains("/upper/*")), Is.EqualTo((string[])
        [
            "Plugins.Echo  adapter  silent  0.1.0    1.0       -                 loaded",
            "Plugins.Echo  handler  upper   0.1.0    1.0       /upper/*          loaded",
        ]));
    }

    [Test]
    public async Task A_handler_gets_settings_services_and_time_of_its_own_plugin()
    {
        await using var catalog = _drop.Add("Plugins.Echo").Set("Plugins:Plugins.Echo:Prefix", "> ").Load();

        Assert.That(await catalog.AnswerAsync("echo", "hello"), Is.EqualTo("> hello 1 2001"));
    }

    [Test]
    public async Task A_function_is_a_handler()
    {
        await using var catalog = _drop.Add("Plugins.Echo").Load();

        Assert.That(await catalog.AnswerAsync("upper", "hello"), Is.EqualTo("HELLO"));
    }

    [Test]
    public async Task Types_of_the_contract_are_shared_whatever_copies_a_plugin_brings()
    {
        _drop.Add("Plugins.Echo");
        foreach (var type in new[] { typeof(IPlugin), typeof(Microsoft.Extensions.Logging.ILogger), typeof(Microsoft.Extensions.Configuration.IConfiguration) })
            File.Copy(type.Assembly.Location, _drop[$"Plugins.Echo/{Path.GetFileName(type.Assembly.Location)}"]);

        await using var catalog = _drop.Load();

        Assert.That(await catalog.AnswerAsync("echo", "hello"), Is.EqualTo("hello 1 2001"));
    }

    [Test]
    public async Task Two_versions_of_one_library_work_side_by_side()
    {
        await using var catalog = _drop.Add("Plugins.GreetingOne").Add("Plugins.GreetingTwo").Load();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await catalog.AnswerAsync("greeting-one"), Is.EqualTo("greeting 1"));
            Assert.That(await catalog.AnswerAsync("greeting-two"), Is.EqualTo("greeting 2, 3 times"));
        }
    }

    [Test]
    public async Task A_library_is_found_beside_the_plugin_without_a_list_of_dependencies()
    {
        _drop.Add("Plugins.GreetingOne");
        File.Delete(_drop["Plugins.GreetingOne/Plugins.GreetingOne.deps.json"]);

        await using var catalog = _drop.Load();

        Assert.That(await catalog.AnswerAsync("greeting-one"), Is.EqualTo("greeting 1"));
    }
}
