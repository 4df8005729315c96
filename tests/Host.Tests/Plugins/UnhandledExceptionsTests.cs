using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Abstractions;
using Host.Plugins;
using Microsoft.Extensions.Logging;

namespace Host.Tests.Plugins;

/// <summary>Whose fault an exception is. That the process survives one is proven with a real process.</summary>
public sealed class UnhandledExceptionsTests
{
    private const string Plugin = "Plugins.Crashing";

    private DropFolder _drop = null!;
    private PluginCatalog _catalog = null!;
    private Counters _counters = null!;

    [SetUp]
    public void Load()
    {
        _drop = new DropFolder();
        _catalog = _drop.Add(Plugin).Load();
        _counters = new Counters();
    }

    [TearDown]
    public async Task Unload()
    {
        _counters.Dispose();
        await _catalog.DisposeAsync();
        _drop.Dispose();
    }

    [Test]
    public void A_plugins_exception_is_survived_named_and_counted()
    {
        Assert.That(Unhandled().OnUnhandled(Thrown(_catalog)));
        Assert.That(_drop.Log.Errors.Single(), Does.StartWith($"Plugin {Plugin} threw at Plugins.Crashing.Faults.Throw() what nothing catches;").And.Contain("InvalidOperationException: On purpose."));
        Assert.That(_counters.Sum("wharf.plugin.faults", $"plugin={Plugin}, kind=unhandled"), Is.EqualTo(1));
    }

    [TestCaseSource(nameof(Wrappings))]
    public void Whatever_is_wrapped_around_it(Func<Exception, Exception> wrap)
    {
        var exception = wrap(Thrown(_catalog));
        Assert.That(FaultOrigin.Of(exception), Is.EqualTo(new FaultOrigin(Plugin, "at Plugins.Crashing.Faults.Throw()")));
    }

    [Test]
    public void A_fault_of_the_host_is_not_survived()
    {
        Exception fault;
        try
        {
            throw new InvalidOperationException("The host's own.");
        }
        catch (InvalidOperationException exception)
        {
            fault = exception;
        }
        Assert.That(Unhandled().OnUnhandled(fault), Is.False);
        Assert.That(Unhandled().OnUnobserved(new AggregateException(fault)), Is.False);
        Assert.That(_drop.Log.Errors.Concat(_drop.Log.Warnings), Is.Empty);
        Assert.That(_counters.Sum("wharf.plugin.faults"), Is.Zero);
    }

    [Test]
    public void Where_it_is_not_to_be_survived_it_is_counted_all_the_same()
    {
        Assert.That(Unhandled(survive: false).OnUnhandled(Thrown(_catalog)), Is.False);
        Assert.That(_counters.Sum("wharf.plugin.faults", $"plugin={Plugin}, kind=unhandled"), Is.EqualTo(1));
    }

    [Test]
    public void The_exception_of_a_plugins_task_is_a_warning()
    {
        Assert.That(Unhandled().OnUnobserved(new AggregateException(Thrown(_catalog))));
        Assert.That(_drop.Log.Warnings.Single(), Is.EqualTo($"Plugin {Plugin} did not look at the exception of a task, thrown at Plugins.Crashing.Faults.Throw(): InvalidOperationException: On purpose."));
        Assert.That(_counters.Sum("wharf.plugin.faults", $"plugin={Plugin}, kind=unobserved"), Is.EqualTo(1));
    }

    [Test]
    public void It_keeps_no_plugin_in_memory()
    {
        var context = SurviveAndUnload();
        for (var i = 0; context.IsAlive && i < 20; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.That(context.IsAlive, Is.False);
    }

    private static IEnumerable<TestCaseData> Wrappings =>
    [
        Wrapping("of its own", exception => exception),
        Wrapping("a cause", exception => new InvalidOperationException("It failed.", exception)),
        Wrapping("a call by reflection", exception => new TargetInvocationException(exception)),
        Wrapping("one of many", exception => new AggregateException(new InvalidOperationException("Another."), exception)),
    ];

    private static TestCaseData Wrapping(string name, Func<Exception, Exception> wrap) => new TestCaseData(wrap).SetArgDisplayNames(name);

    private UnhandledExceptions Unhandled(bool survive = true) => new(survive, new Logger<UnhandledExceptions>(_drop.Log));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference SurviveAndUnload()
    {
        Unhandled().OnUnhandled(Thrown(_catalog));
        var context = new WeakReference(AssemblyLoadContext.All.Single(context => context.Name == Plugin));
        _catalog.DisposeAsync().AsTask().Wait();
        return context;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Exception Thrown(PluginCatalog catalog)
    {
        var instance = catalog.Handler("throw").Factory.Create();
        try
        {
            instance.Handler.OnMessageAsync(new RecordingConnection(), Message.FromText(""), CancellationToken.None).AsTask().Wait();
        }
        catch (Exception exception)
        {
            return exception is AggregateException { InnerException: { } thrown } ? thrown : exception;
        }
        throw new AssertionException("It did not throw.");
    }
}
