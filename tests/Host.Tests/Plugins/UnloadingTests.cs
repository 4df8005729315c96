using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Abstractions;

namespace Host.Tests.Plugins;

public class UnloadingTests
{
    private DropFolder _drop = null!;

    [SetUp]
    public void MakeFolder() => _drop = new DropFolder();

    [TearDown]
    public void RemoveFolder() => _drop.Dispose();

    [TestCase("Plugins.Echo", "echo")]
    [TestCase("Plugins.Scoped", "scoped")]
    [TestCase("Plugins.GreetingTwo", "greeting-two")]
    public void A_plugin_that_was_disposed_leaves_the_memory(string plugin, string handler) =>
        Assert.That(IsCollected(LoadServeAndDispose(_drop.Add(plugin), handler)));

    [TestCase("statics")]
    [TestCase("idle timer")]
    [TestCase("thread static")]
    [TestCase("async local")]
    [TestCase("json")]
    [TestCase("json of its own options")]
    [TestCase("change of the settings")]
    [TestCase("logged exception")]
    [TestCase("meter")]
    [TestCase("activities")]
    [TestCase("compiled expression")]
    [TestCase("compiled pattern")]
    [TestCase("pooled array")]
    [TestCase("unfinished task")]
    public void Whatever_a_plugin_leaves_behind_goes_with_it(string leaves) =>
        Assert.That(IsCollected(LoadServeAndDispose(_drop.Add("Plugins.Leaky").Set("Plugins:Plugins.Leaky:Leaves", leaves), "leaky")));

    [TestCase("configure")]
    [TestCase("handler")]
    [TestCase("adapter")]
    public void A_plugin_that_was_refused_leaves_the_memory(string fault) =>
        Assert.That(IsCollected(LoadRefused(_drop.Add("Plugins.Faulty").Set("Plugins:Plugins.Faulty:Fault", fault))));

    // Frames keep what they have touched, so a plugin is touched in one that is gone before the collection.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference LoadServeAndDispose(DropFolder drop, string handler)
    {
        var catalog = drop.Load();
        var instance = catalog.Handler(handler).Factory.Create();
        // As a connection does it, with a context that ends with the connection.
        ExecutionContext.Run(ExecutionContext.Capture()!, _ => instance.Handler.OnMessageAsync(new RecordingConnection(), Message.FromText(""), CancellationToken.None).AsTask().Wait(), null);
        instance.DisposeAsync().AsTask().Wait();
        var context = new WeakReference(AssemblyLoadContext.All.Single(context => context.Name == catalog.Plugins.Single().Name));
        catalog.DisposeAsync().AsTask().Wait();
        return context;
    }

    // A refused plugin is in no catalog: its context is seen when its assembly arrives.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference LoadRefused(DropFolder drop)
    {
        WeakReference? context = null;
        AppDomain.CurrentDomain.AssemblyLoad += See;
        drop.Load().DisposeAsync().AsTask().Wait();
        AppDomain.CurrentDomain.AssemblyLoad -= See;
        Assert.That(drop.Log.Errors, Has.One.Items);
        return context!;

        void See(object? sender, AssemblyLoadEventArgs e)
        {
            if (e.LoadedAssembly.GetName().Name == "Plugins.Faulty")
                context = new WeakReference(AssemblyLoadContext.GetLoadContext(e.LoadedAssembly));
        }
    }

    private static bool IsCollected(WeakReference context)
    {
        for (var i = 0; context.IsAlive && i < 20; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        return !context.IsAlive;
    }
}
