using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Abstractions;
using Host.Plugins;
using Host.Tests.Plugins;

namespace Host.Tests.McMaster;

/// <summary>The adapter for the package, over a stand-in for it: the package itself is tested where it can be restored.</summary>
public class McMasterPluginLoaderTests
{
    private DropFolder _drop = null!;

    [SetUp]
    public void MakeFolder() => _drop = new DropFolder();

    [TearDown]
    public void RemoveFolder() => _drop.Dispose();

    [Test]
    public void The_contract_is_the_hosts_and_the_rest_is_the_plugins_own()
    {
        _drop.Add("Plugins.GreetingOne");
        File.Copy(typeof(IPlugin).Assembly.Location, _drop["Plugins.GreetingOne/Abstractions.dll"]);
        using var assemblies = new McMasterPluginLoader().Load("Plugins.GreetingOne", _drop["Plugins.GreetingOne/Plugins.GreetingOne.dll"]);

        var assembly = assemblies.LoadDefaultAssembly();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(typeof(IPlugin).IsAssignableFrom(assembly.GetCustomAttribute<PluginAttribute>()!.PluginType));
            Assert.That(AssemblyLoadContext.GetLoadContext(assembly), Is.Not.SameAs(AssemblyLoadContext.GetLoadContext(typeof(IPlugin).Assembly)));
        }
    }

    [Test]
    public void Types_asked_for_by_name_are_looked_for_in_the_plugin()
    {
        _drop.Add("Plugins.GreetingOne");
        using var assemblies = new McMasterPluginLoader().Load("Plugins.GreetingOne", _drop["Plugins.GreetingOne/Plugins.GreetingOne.dll"]);

        using (assemblies.EnterContextualReflection())
            Assert.That(Type.GetType("Greeting.Greeter, Greeting"), Is.Not.Null);
        Assert.That(Type.GetType("Greeting.Greeter, Greeting"), Is.Null);
    }

    [Test]
    public void Disposing_unloads()
    {
        var context = LoadAndDispose(_drop.Add("Plugins.GreetingOne")["Plugins.GreetingOne/Plugins.GreetingOne.dll"]);
        for (var i = 0; context.IsAlive && i < 20; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.That(context.IsAlive, Is.False);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference LoadAndDispose(string file)
    {
        using var assemblies = new McMasterPluginLoader().Load("Plugins.GreetingOne", file);
        return new WeakReference(AssemblyLoadContext.GetLoadContext(assemblies.LoadDefaultAssembly()));
    }
}
