using Abstractions;
using Microsoft.Extensions.DependencyInjection;

namespace Host.Tests.Plugins;

public class BuiltInTests
{
    private DropFolder _drop = null!;

    [SetUp]
    public void MakeFolder() => _drop = new DropFolder();

    [TearDown]
    public void RemoveFolder() => _drop.Dispose();

    [Test]
    public async Task Each_plugin_has_services_of_its_own()
    {
        await using var catalog = _drop.Load(
            ("One", new Configured(plugin => { plugin.Services.AddSingleton<Counter>(); plugin.AddHandler<CountingHandler>("one", "/one"); })),
            ("Two", new Configured(plugin => { plugin.Services.AddSingleton<Counter>(); plugin.AddHandler<CountingHandler>("two", "/two"); })));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await catalog.AnswerAsync("one"), Is.EqualTo("1"));
            Assert.That(await catalog.AnswerAsync("one"), Is.EqualTo("2"));
            Assert.That(await catalog.AnswerAsync("two"), Is.EqualTo("1"));
        }
    }

    [Test]
    public async Task No_plugin_sees_the_services_of_another()
    {
        await using var catalog = _drop.Load(
            ("One", new Configured(plugin => plugin.Services.AddSingleton<Counter>())),
            ("Two", new Configured(plugin => plugin.AddHandler<CountingHandler>("two", "/two"))));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(catalog.Plugins.Select(plugin => plugin.Name), Is.EqualTo((string[])["One"]));
            Assert.That(_drop.Log.Errors.Single(), Does.StartWith("Plugin Two is not loaded").And.Contain(nameof(Counter)));
        }
    }

    [Test]
    public async Task A_built_in_plugin_comes_before_those_of_the_folder()
    {
        await using var catalog = _drop.Add("Plugins.Echo").Load(
            ("Mine", new Configured(plugin => plugin.AddHandler("mine", "/echo", (_, _) => ValueTask.CompletedTask))));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(catalog.Plugins.Select(plugin => plugin.Name), Is.EqualTo((string[])["Mine"]));
            Assert.That(_drop.Log.Errors.Single(), Does.Contain("Plugins.Echo").And.Contain("Mine").And.Contain("/echo"));
        }
    }

    [Test]
    public async Task Without_a_folder_only_built_in_plugins_are_loaded()
    {
        await using var catalog = _drop.Add("Plugins.Echo").Set("plugins", "").Load(("Mine", new Configured(_ => { })));

        Assert.That(catalog.Plugins.Select(plugin => plugin.Name), Is.EqualTo((string[])["Mine"]));
    }

    [Test]
    public async Task Nothing_can_be_registered_after_configuring()
    {
        IPluginBuilder? kept = null;
        await using var catalog = _drop.Load(("Late", new Configured(plugin => kept = plugin)));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => kept!.AddHandler("late", "/late", (_, _) => ValueTask.CompletedTask), Throws.InvalidOperationException);
            Assert.That(() => kept!.AddPages(), Throws.InvalidOperationException);
            Assert.That(() => kept!.Services.AddSingleton<Counter>(), Throws.InvalidOperationException);
        }
    }

    private sealed class Configured(Action<IPluginBuilder> configure) : IPlugin
    {
        public void Configure(IPluginBuilder plugin) => configure(plugin);
    }

    private sealed class Counter
    {
        private int _count;

        public int Next() => ++_count;
    }

    private sealed class CountingHandler(Counter counter) : IConnectionHandler
    {
        public ValueTask OnMessageAsync(IConnection connection, Message message, CancellationToken cancellationToken) =>
            connection.SendAsync(Message.FromText($"{counter.Next()}"), cancellationToken);
    }
}
