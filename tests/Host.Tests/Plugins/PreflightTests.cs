using System.Runtime.InteropServices;
using Host.Plugins;

namespace Host.Tests.Plugins;

/// <summary>What is read from a plugin's files before any of its code runs.</summary>
public class PreflightTests
{
    private const string Copy = "Copy the plugin's build output again, whole.";

    private DropFolder _drop = null!;

    [SetUp]
    public void MakeFolder() => _drop = new DropFolder();

    [TearDown]
    public void RemoveFolder() => _drop.Dispose();

    [Test]
    public async Task A_file_cut_anywhere_is_refused()
    {
        var whole = await File.ReadAllBytesAsync(_drop.Add("Plugins.Echo", "Cut")["Cut/Cut.dll"]);
        for (var length = 0; length < whole.Length; length += 509)
        {
            await File.WriteAllBytesAsync(_drop["Cut/Cut.dll"], whole[..length]);
            await using var catalog = _drop.Load();
            Assert.That(catalog.Plugins, Is.Empty, $"{length} of {whole.Length} bytes");
        }
        Assert.That(_drop.Log.Errors, Is.All.EqualTo($"Plugin Cut is not loaded: {_drop["Cut/Cut.dll"]}: it is not a .NET assembly, or only a part of one. {Copy}"));
    }

    [Test]
    public async Task A_file_whose_end_is_zeros_is_refused()
    {
        var bytes = await File.ReadAllBytesAsync(_drop.Add("Plugins.Echo", "Zeros")["Zeros/Zeros.dll"]);
        bytes.AsSpan(bytes.Length / 2).Clear();
        await File.WriteAllBytesAsync(_drop["Zeros/Zeros.dll"], bytes);

        await RefusesAsync("Zeros", "Zeros/Zeros.dll", $"it is not a .NET assembly, or only a part of one. {Copy}");
    }

    [Test]
    public async Task A_library_of_which_half_was_copied_is_refused_with_its_plugin()
    {
        var bytes = await File.ReadAllBytesAsync(_drop.Add("Plugins.GreetingOne", "Half")["Half/Greeting.dll"]);
        await File.WriteAllBytesAsync(_drop["Half/Greeting.dll"], bytes[..(bytes.Length / 2)]);

        await RefusesAsync("Half", "Half/Greeting.dll", $"it is not a .NET assembly, or only a part of one. {Copy}");
    }

    [Test]
    public async Task An_assembly_for_another_processor_is_refused()
    {
        AssemblyPatch.Require32Bit(_drop.Add("Plugins.Echo", "Narrow")["Narrow/Narrow.dll"]);

        await RefusesAsync("Narrow", "Narrow/Narrow.dll", $"it is built for the processor I386; this host runs on {RuntimeInformation.ProcessArchitecture}. Build it for any CPU.");
    }

    [TestCase("System.Runtime", 11, "10.0.0.0")]
    [TestCase("Microsoft.Extensions.DependencyInjection.Abstractions", 12, "10.0.0.0")]
    public async Task An_assembly_for_a_newer_framework_is_refused(string reference, int major, string own)
    {
        AssemblyPatch.Reference(_drop.Add("Plugins.Echo", "Newer")["Newer/Newer.dll"], reference, new Version(major, 0));

        await RefusesAsync("Newer", "Newer/Newer.dll", $"it was built against {reference} {major}.0.0.0; this host has {own}. Build it for .NET 10, or run the host on a newer .NET.");
    }

    [Test]
    public async Task A_library_for_a_newer_framework_is_refused_with_its_plugin()
    {
        AssemblyPatch.Reference(_drop.Add("Plugins.GreetingOne", "Newer")["Newer/Greeting.dll"], "System.Runtime", new Version(11, 0));

        await RefusesAsync("Newer", "Newer/Greeting.dll", "it was built against System.Runtime 11.0.0.0; this host has 10.0.0.0. Build it for .NET 10, or run the host on a newer .NET.");
    }

    [Test]
    public async Task A_plugin_without_the_library_it_refers_to_is_refused()
    {
        File.Delete(_drop.Add("Plugins.GreetingOne", "Alone")["Alone/Greeting.dll"]);

        await RefusesAsync("Alone", "Alone/Alone.dll", "it needs Greeting.dll, which is neither in its folder nor part of the framework. " +
            "Copy the plugin's build output whole; build it with <EnableDynamicLoading>true</EnableDynamicLoading>, which puts its packages there.");
    }

    [Test]
    public async Task A_library_that_refers_to_what_is_not_there_is_loaded_with_a_warning()
    {
        _drop.Add("Plugins.Faulty", "Partly");
        EmittedPlugin.Refer(_drop["Partly/Greeting.dll"], "Greeting", "Missing.Library");

        await using var catalog = _drop.Load();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(catalog.Plugins.Select(plugin => plugin.Name), Is.EqualTo((string[])["Partly"]));
            Assert.That(_drop.Log.Warnings, Is.EqualTo((string[])[$"Plugin Partly: {_drop["Partly/Greeting.dll"]} refers to Missing.Library.dll, which is neither in the folder nor part of the framework. Add it if the plugin needs it"]));
        }
    }

    [Test]
    public async Task A_listed_file_that_is_not_there_is_warned_of()
    {
        var list = _drop.Add("Plugins.Echo", "Lists")["Lists/Lists.deps.json"];
        _drop.Write("Lists/Lists.deps.json", """{ "runtimeTarget": { "name": ".NETCoreApp,Version=v10.0" }, "targets": { ".NETCoreApp,Version=v10.0": { "Lists/1.0.0": { "runtime": { "Lists.dll": {} } }, "Absent/1.0.0": { "runtime": { "lib/net10.0/Absent.dll": {} }, "resources": { "lib/net10.0/de/Absent.resources.dll": { "locale": "de" } } } } }, "libraries": { "Lists/1.0.0": { "type": "project", "serviceable": false, "sha512": "" }, "Absent/1.0.0": { "type": "package", "serviceable": true, "sha512": "" } } }""");

        await using var catalog = _drop.Load();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(catalog.Plugins, Has.One.Items);
            Assert.That(_drop.Log.Warnings, Is.EqualTo((string[])
            [
                $"Plugin Lists: {list} lists lib/net10.0/Absent.dll, which is not there. Copy the build output whole if the plugin needs it",
                $"Plugin Lists: {list} lists de/Absent.resources.dll, which is not there. Copy the build output whole if the plugin needs it",
            ]));
        }
    }

    [Test]
    public async Task A_plugin_without_a_list_of_dependencies_is_loaded()
    {
        File.Delete(_drop.Add("Plugins.GreetingOne")["Plugins.GreetingOne/Plugins.GreetingOne.deps.json"]);

        await using var catalog = _drop.Load();

        Assert.That(await catalog.AnswerAsync("greeting-one"), Is.EqualTo("greeting 1"));
    }

    [Test]
    public async Task An_assembly_that_names_two_plugin_classes_is_refused()
    {
        EmittedPlugin.Write(_drop["Double/Double.dll"], classes: 2);

        await RefusesAsync("Double", "Double/Double.dll", $"it names 2 plugin classes. {PluginClass.Remedy}");
    }

    [Test]
    public async Task A_file_that_cannot_be_read_is_refused()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("Needs a file that root, too, cannot read: /proc/self/mem of Linux.");
        File.CreateSymbolicLink(_drop.Add("Plugins.Echo", "Locked")["Locked/data.bin"], "/proc/self/mem");

        await using var catalog = _drop.Set("PluginHost:AllowUnsafePermissions", "true").Load();

        Assert.That(_drop.Log.Errors.Single(), Does.StartWith($"Plugin Locked is not loaded: {_drop["Locked/data.bin"]}: it cannot be read: ")
            .And.EndsWith(". Make it readable for the user the host runs as, or remove it."));
    }

    private async Task RefusesAsync(string name, string file, string reasonAndRemedy)
    {
        await using var catalog = _drop.Load();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(catalog.Plugins, Is.Empty);
            Assert.That(_drop.Log.Errors, Is.EqualTo((string[])[$"Plugin {name} is not loaded: {_drop[file]}: {reasonAndRemedy}"]));
        }
    }
}
