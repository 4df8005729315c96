using System.Reflection;
using System.Runtime.Versioning;
using Host.Plugins;

namespace Host.Tests.Plugins;

/// <summary>Every way in which a folder can be wrong, all in one drop folder: each has its line, and what is right is loaded.</summary>
[UnsupportedOSPlatform("windows")]
public class EverythingAtOnceTests
{
    private const string CopyAgain = "Copy the plugin's build output again, whole.";
    private const string NoAssembly = "it is not a .NET assembly, or only a part of one. " + CopyAgain;
    private const string OtherContract = "Use a host of at least that contract's version and the same major number, or build the plugin against this host's Abstractions.";
    private const string OtherFramework = "it was built against System.Runtime 11.0.0.0; this host has 10.0.0.0. Build it for .NET 10, or run the host on a newer .NET.";
    private const string Constructor = "Mend the plugin; its constructor and Configure must only register.";
    private const string Readable = "Make it readable for the user the host runs as, or remove it.";

    private readonly List<string> _expected = [];
    private readonly List<string> _good = [];
    private DropFolder _drop = null!;

    [SetUp]
    public void MakeFolder() => _drop = new DropFolder();

    [TearDown]
    public void RemoveFolder() => _drop.Dispose();

    [Test]
    public async Task Each_is_told_and_none_harms_another()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("Needs Linux: some of the folders have links, modes and a file that cannot be read.");
        AddGood();
        AddBrokenFiles();
        AddWrongAssemblies();
        AddWrongCode();
        AddWrongFolders();

        await using var catalog = _drop.Load();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(_drop.Log.Errors, Is.EquivalentTo(_expected));
            Assert.That(catalog.Plugins.Select(plugin => plugin.Name), Is.EquivalentTo(_good));
            Assert.That(Directory.GetFileSystemEntries(_drop.Path), Has.Length.GreaterThanOrEqualTo(29));
            Assert.That(await catalog.AnswerAsync("greeting-one"), Is.EqualTo("greeting 1"));
            Assert.That(await catalog.AnswerAsync("greeting-two"), Is.EqualTo("greeting 2, 3 times"));
        }
    }

    private void AddGood()
    {
        _good.AddRange(["Plugins.GreetingOne", "Plugins.GreetingTwo", "A.Linked", "NoList", "ThrowsLater"]);
        _drop.Add("Plugins.GreetingOne").Add("Plugins.GreetingTwo").Add("Plugins.Scoped", "NoList").Add("Plugins.Faulty", "ThrowsLater");
        File.Delete(_drop["NoList/NoList.deps.json"]);
        // An operator may keep the versions elsewhere.
        var versions = Path.Combine(Path.GetDirectoryName(_drop.Path)!, "versions");
        _drop.Add("Plugins.Echo", "A.Linked");
        Directory.Move(_drop["A.Linked"], versions);
        File.CreateSymbolicLink(_drop["A.Linked"], versions);
    }

    private void AddBrokenFiles()
    {
        Wrong("Text", NoAssembly, file => File.WriteAllText(file, "This is a text, not an assembly."));
        Wrong("Elf", NoAssembly, file => File.Copy("/proc/self/exe", file, overwrite: true));
        Wrong("Empty", NoAssembly, file => File.WriteAllText(file, ""));
        Wrong("Half", NoAssembly, file => Change(file, bytes => bytes[..(bytes.Length / 2)]));
        Wrong("Zeros", NoAssembly, file => Change(file, bytes => [.. bytes[..(bytes.Length / 2)], .. new byte[bytes.Length / 2]]));
        Wrong("Absent", "there is no such file. A plugin's assembly is named like its folder.", File.Delete);
        Wrong("BadList", "its list of dependencies cannot be read. " + CopyAgain, file => File.WriteAllText(Path.ChangeExtension(file, ".deps.json"), "{ \"half"), "BadList.deps.json");
    }

    private void AddWrongAssemblies()
    {
        var processor = System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture;
        Wrong("Narrow", $"it is built for the processor I386; this host runs on {processor}. Build it for any CPU.", AssemblyPatch.Require32Bit);
        Wrong("Framework", OtherFramework, file => AssemblyPatch.Reference(file, "System.Runtime", new Version(11, 0)));
        Wrong("Older", $"it was built against contract 0.9; this host has 1.0. {OtherContract}", file => AssemblyPatch.Reference(file, "Abstractions", new Version(0, 9)));
        Wrong("Newer", $"it was built against contract 1.1; this host has 1.0. {OtherContract}", file => AssemblyPatch.Reference(file, "Abstractions", new Version(1, 1)));
        Wrong("Major", $"it was built against contract 2.0; this host has 1.0. {OtherContract}", file => AssemblyPatch.Reference(file, "Abstractions", new Version(2, 0)));
        Wrong("Missing", "it needs Greeting.dll, which is neither in its folder nor part of the framework. Copy the plugin's build output whole; build it with " +
            "<EnableDynamicLoading>true</EnableDynamicLoading>, which puts its packages there.", file => File.Delete(Path.Combine(Path.GetDirectoryName(file)!, "Greeting.dll")), project: "Plugins.GreetingOne");
        Wrong("None", $"it names no plugin class. {PluginClass.Remedy}", _ => { }, project: "Plugins.Unmarked");
        Wrong("Two", $"it names 2 plugin classes. {PluginClass.Remedy}", file => EmittedPlugin.Write(file, classes: 2));
        Wrong("Library", "it does not refer to Abstractions, so it is no plugin. A plugin's assembly is named like its folder and has one [assembly: Plugin(typeof(...))].",
            file => EmittedPlugin.Refer(file, "Library", "Missing.Library"));
    }

    private void AddWrongCode()
    {
        Wrong("Parameters", $"its plugin class Emitted has no public constructor without parameters. {PluginClass.Remedy}", file => Emit(file, [typeof(int)], thrown: null));
        Wrong("Throws", $"the constructor of Emitted failed: NotImplementedException: The method or operation is not implemented.. {Constructor}", file => Emit(file, [], typeof(NotImplementedException)));
        Wrong("Abstract", $"its plugin class Emitted is abstract or does not implement IPlugin. {PluginClass.Remedy}", file => EmittedPlugin.Write(file, (module, name) =>
        {
            var type = module.DefinePlugin(TypeAttributes.Public | TypeAttributes.Abstract);
            type.CreateType();
            name(type);
        }));
        Faulty("configure", "its Configure failed: InvalidOperationException: no way. Mend the plugin, or its settings under Plugins:configure.");
        Faulty("handler", "its services cannot be made: InvalidOperationException: Unable to resolve service for type 'Plugins.Faulty.Needed' while attempting to activate 'Plugins.Faulty.NeedyHandler'.. " +
            "Register in Configure what the constructors of its handlers, adapters and services ask for.");
        Faulty("constructor", "its handler 'failing' cannot be made: InvalidOperationException: this handler is out of order. Mend the handler's constructor, or the settings that it reads under Plugins:constructor.");
        Faulty("adapter", "its adapter FailingAdapter cannot be made: InvalidOperationException: this adapter is out of order. Mend the plugin.");
        // After Plugins.GreetingOne, in ordinal order.
        Wrong("Second", "it brings a handler named 'greeting-one', which the plugin Plugins.GreetingOne has already. Remove one of the two plugins, or change one of them.", _ => { }, project: "Plugins.GreetingOne");
        // Beside the folder of the same name, which comes first.
        File.Copy(_drop["Plugins.GreetingTwo/Plugins.GreetingTwo.dll"], _drop["Plugins.GreetingTwo.dll"]);
        _expected.Add($"Plugin Plugins.GreetingTwo is not loaded: {_drop["Plugins.GreetingTwo.dll"]}: a plugin of this name is loaded already. Remove one of the two.");
    }

    private void AddWrongFolders()
    {
        Wrong("Open", "it can be written to by every user, who could run code with the host's rights. " +
            "Give it to this user and take the write permission away (chmod go-w), or set PluginHost:AllowUnsafePermissions to true.", OpenToAll);
        Wrong("Dangling", $"it cannot be read: DirectoryNotFoundException: Could not find a part of the path '/nowhere/at/all.dll'.. {Readable}", file => File.CreateSymbolicLink(Path.Combine(Path.GetDirectoryName(file)!, "nowhere.dll"), "/nowhere/at/all.dll"), "nowhere.dll");
        Wrong("Unreadable", $"it cannot be read: IOException: Input/output error. {Readable}", file => File.CreateSymbolicLink(Path.Combine(Path.GetDirectoryName(file)!, "memory.bin"), "/proc/self/mem"), "memory.bin");
    }

    private void Faulty(string fault, string line) => Wrong(fault, line, _ => _drop.Set($"Plugins:{fault}:Fault", fault), project: "Plugins.Faulty");

    // The line that the operator reads begins with the plugin and the file.
    private void Wrong(string name, string line, Action<string> change, string? file = null, string project = "Plugins.Echo")
    {
        change(_drop.Add(project, name)[$"{name}/{name}.dll"]);
        _expected.Add($"Plugin {name} is not loaded: {_drop[$"{name}/{file ?? name + ".dll"}"]}: {line}");
    }

    private static void Emit(string file, Type[] parameters, Type? thrown) => EmittedPlugin.Write(file, (module, name) =>
    {
        var type = module.DefinePlugin();
        type.DefineConstructor(parameters, thrown);
        type.CreateType();
        name(type);
    });

    private static void Change(string file, Func<byte[], byte[]> change) => File.WriteAllBytes(file, change(File.ReadAllBytes(file)));

    private static void OpenToAll(string file) => File.SetUnixFileMode(file, File.GetUnixFileMode(file) | UnixFileMode.OtherWrite);
}
