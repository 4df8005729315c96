using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Versioning;
using Abstractions;

namespace Host.Tests.Plugins;

/// <summary>Whatever is wrong with a plugin gives one line that names it and the file, and the others are loaded.</summary>
public class RefusalTests
{
    private const string Name = "Wrong";

    private DropFolder _drop = null!;

    [SetUp]
    public void MakeFolder() => _drop = new DropFolder().Add("Plugins.GreetingOne").Add("Plugins.Scoped", "Zebra");

    [TearDown]
    public void RemoveFolder() => _drop.Dispose();

    [TestCase("", "not a .NET assembly")]
    [TestCase("This is a text, not an assembly.", "not a .NET assembly")]
    public async Task A_file_that_is_no_assembly(string content, string reason) =>
        await RefusesAsync(_drop.Write("Wrong/Wrong.dll", content), reason);

    [Test]
    public async Task A_file_that_ends_half_way()
    {
        _drop.Add("Plugins.Echo", Name);
        var bytes = await File.ReadAllBytesAsync(_drop["Wrong/Wrong.dll"]);
        await File.WriteAllBytesAsync(_drop["Wrong/Wrong.dll"], bytes[..(bytes.Length / 2)]);

        await RefusesAsync(_drop, "");
    }

    [Test]
    public async Task A_folder_without_an_assembly_of_its_name() => await RefusesAsync(_drop.Write("Wrong/Other.dll", ""), "there is no such file");

    [Test]
    public async Task A_loose_file_that_is_not_an_assembly() =>
        await RefusesAsync(_drop.Write("Wrong.dll", ""), "not a .NET assembly", file: "Wrong.dll");

    [Test]
    public async Task An_assembly_that_names_no_plugin() => await RefusesAsync(_drop.Add("Plugins.Unmarked", Name), "names no plugin class");

    [Test]
    public async Task An_assembly_that_has_nothing_to_do_with_plugins() => await RefusesAsync(_drop.Add("Greeting.V1", Name).Rename("Wrong/Greeting.dll", "Wrong/Wrong.dll"), "does not refer to Abstractions");

    [Test]
    public async Task A_class_that_is_no_plugin() =>
        await RefusesEmittedAsync(module => module.DefineType("Emitted", TypeAttributes.Public), "does not implement IPlugin");

    [Test]
    public async Task An_abstract_class() =>
        await RefusesEmittedAsync(module => module.DefinePlugin(TypeAttributes.Public | TypeAttributes.Abstract), "is abstract");

    [Test]
    public async Task A_class_whose_constructor_asks_for_something() => await RefusesEmittedAsync(
        module =>
        {
            var type = module.DefinePlugin();
            type.DefineConstructor([typeof(int)]);
            return type;
        },
        "no public constructor without parameters");

    [Test]
    public async Task A_class_whose_constructor_throws() => await RefusesEmittedAsync(
        module =>
        {
            var type = module.DefinePlugin();
            type.DefineConstructor([], thrown: typeof(NotImplementedException));
            return type;
        },
        "NotImplementedException");

    [TestCase("configure", "its Configure failed: InvalidOperationException: no way")]
    [TestCase("handler", "Unable to resolve service for type 'Plugins.Faulty.Needed'")]
    [TestCase("constructor", "its handler 'failing' cannot be made: InvalidOperationException: this handler is out of order. Mend the handler's constructor")]
    [TestCase("constructors", "'ambiguous' cannot be made")]
    [TestCase("captive", "Cannot consume scoped service 'Plugins.Faulty.Needed' from singleton 'Plugins.Faulty.Captor'")]
    [TestCase("adapter", "this adapter is out of order")]
    [TestCase("pages", "has no such folder", "Wrong/wwwroot")]
    [TestCase("path", "'relative' must begin with a slash")]
    [TestCase("twice", "The handler name 'faulty' is used twice")]
    public async Task A_plugin_that_registers_what_cannot_work(string fault, string reason, string file = "Wrong/Wrong.dll") =>
        await RefusesAsync(_drop.Add("Plugins.Faulty", Name).Set("Plugins:Wrong:Fault", fault), reason, file);

    [Test]
    public async Task A_plugin_whose_library_is_missing()
    {
        _drop.Add("Plugins.Faulty", Name).Set("Plugins:Wrong:Fault", "missing-file");
        File.Delete(_drop["Wrong/Greeting.dll"]);

        await RefusesAsync(_drop, "Greeting");
    }

    [TestCase(1, 1, "contract 1.1; this host has 1.0")]
    [TestCase(2, 0, "contract 2.0; this host has 1.0")]
    [TestCase(0, 9, "contract 0.9; this host has 1.0")]
    public async Task A_plugin_of_another_contract(int major, int minor, string reason)
    {
        AssemblyPatch.Reference(_drop.Add("Plugins.Echo", Name)["Wrong/Wrong.dll"], "Abstractions", new Version(major, minor));

        await RefusesAsync(_drop, reason);
    }

    [Test]
    public async Task A_list_of_dependencies_that_cannot_be_read() =>
        await RefusesAsync(_drop.Add("Plugins.Echo", Name).Write("Wrong/Wrong.deps.json", "{ \"half"), "list of dependencies", "Wrong/Wrong.deps.json");

    [Test]
    [UnsupportedOSPlatform("windows")]
    public async Task A_link_that_leads_nowhere()
    {
        File.CreateSymbolicLink(_drop.Add("Plugins.Echo", Name)["Wrong/broken.dll"], "/nowhere/at/all.dll");

        await RefusesAsync(_drop, "cannot be read", "Wrong/broken.dll");
    }

    [Test]
    [SupportedOSPlatform("linux")]
    public async Task A_pipe_that_would_never_end()
    {
        System.Diagnostics.Process.Start("mkfifo", _drop.Add("Plugins.Echo", Name)["Wrong/pipe"]).WaitForExit();

        await RefusesAsync(_drop, "not a file but", "Wrong/pipe");
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    public async Task A_link_without_end()
    {
        File.CreateSymbolicLink(_drop.Add("Plugins.Echo", Name)["Wrong/again"], _drop["Wrong"]);

        await RefusesAsync(_drop, "a link to a folder above itself", "Wrong/again");
    }

    [TestCase("Plugins.Echo", "Echo2", "an adapter named 'silent'")]
    [TestCase("Plugins.GreetingOne", "Second", "a handler named 'greeting-one'")]
    [TestCase("Plugins.Pages", "Pages2", "pages at '/docs/'")]
    public async Task Of_two_plugins_that_claim_one_thing_the_later_is_refused_whole(string project, string name, string claim)
    {
        await using var catalog = _drop.Add(project, "A").Add(project, name).Load();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(catalog.Plugins.Select(plugin => plugin.Name), Has.Member("A").And.No.Member(name));
            Assert.That(_drop.Log.Errors, Has.One.StartsWith($"Plugin {name} is not loaded: {_drop[$"{name}/{name}.dll"]}: it brings {claim}, which the plugin A has already."));
            Assert.That(catalog.Handlers.Select(handler => handler.Plugin).Concat(catalog.Adapters.Select(adapter => adapter.Generation.Plugin)), Has.No.Member(name));
        }
    }

    [Test]
    public async Task A_folder_that_is_not_there()
    {
        await using var catalog = _drop.Set("plugins", _drop["nowhere"]).Load();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(catalog.Plugins, Is.Empty);
            Assert.That(_drop.Log.Errors.Single(), Does.Contain(_drop["nowhere"]).And.Contain("--plugins"));
        }
    }

    [Test]
    public async Task A_stage_folder_that_cannot_be_made()
    {
        _drop.Write("file", "");
        await using var catalog = _drop.Set("PluginHost:StageDirectory", _drop["file"]).Load();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(catalog.Plugins, Is.Empty);
            Assert.That(_drop.Log.Errors.Single(), Does.Contain(_drop["file"]).And.Contain("PluginHost:StageDirectory"));
        }
    }

    private async Task RefusesEmittedAsync(Func<ModuleBuilder, TypeBuilder> define, string reason)
    {
        EmittedPlugin.Write(_drop["Wrong/Wrong.dll"], (module, name) =>
        {
            var type = define(module);
            type.CreateType();
            name(type);
        });
        await RefusesAsync(_drop, reason);
    }

    private static async Task RefusesAsync(DropFolder drop, string reason, string file = "Wrong/Wrong.dll")
    {
        await using var catalog = drop.Load();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(catalog.Plugins.Select(plugin => plugin.Name), Is.EqualTo((string[])["Plugins.GreetingOne", "Zebra"]));
            Assert.That(catalog.Handlers.Select(handler => handler.Name), Is.EqualTo((string[])["greeting-one", "scoped"]));
            Assert.That(drop.Log.Errors.Single(), Does.StartWith($"Plugin {Name} is not loaded: {drop[file]}: ").And.Contain(reason).And.EndsWith(".").And.Not.Contains("\n"));
            Assert.That(drop.Log.Warnings, Is.Empty);
            Assert.That(await catalog.AnswerAsync("greeting-one"), Is.EqualTo("greeting 1"));
        }
    }
}
