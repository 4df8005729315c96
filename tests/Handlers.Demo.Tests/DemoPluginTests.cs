using System.Reflection;
using Abstractions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Handlers.Demo.Tests;

public sealed class DemoPluginTests
{
    [Test]
    public void Assembly_names_the_plugin()
    {
        var attribute = typeof(DemoPlugin).Assembly.GetCustomAttribute<PluginAttribute>();

        Assert.That(attribute?.PluginType, Is.EqualTo(typeof(DemoPlugin)));
    }

    [Test]
    public void Serves_echo_chat_clock_and_the_page()
    {
        var plugin = new RecordingBuilder();

        new DemoPlugin().Configure(plugin);

        Assert.That(plugin.Handlers, Is.EqualTo((List<(Type, string, string)>)
        [
            (typeof(EchoHandler), "echo", "/echo"), (typeof(ChatHandler), "chat", "/chat"), (typeof(ClockHandler), "clock", "/clock"),
        ]));
        Assert.That(plugin.Services.Single(service => service.ServiceType == typeof(ChatRoom)).Lifetime, Is.EqualTo(ServiceLifetime.Singleton));
        Assert.That(plugin.Pages, Is.EqualTo((List<string?>)["/"]));
    }

    private sealed class RecordingBuilder : IPluginBuilder
    {
        public List<(Type Handler, string Name, string Path)> Handlers { get; } = [];

        public List<string?> Pages { get; } = [];

        public string Name => "Handlers.Demo";

        public IConfiguration Configuration => throw new NotSupportedException("The demonstrations have no settings.");

        public IServiceCollection Services { get; } = new ServiceCollection();

        public void AddAdapter<TAdapter>() where TAdapter : class, IProtocolAdapter => Assert.Fail("The demonstrations bring no adapter.");

        public void AddHandler<THandler>(string name, string path, HandlerOptions? options = null) where THandler : class, IConnectionHandler =>
            Handlers.Add((typeof(THandler), name, path));

        public void AddHandler(string name, string path, Func<IConnection, Message, ValueTask> onMessage, HandlerOptions? options = null) =>
            Assert.Fail("The demonstrations are classes.");

        public void AddPages(string? path = null) => Pages.Add(path);
    }
}
