using Abstractions;
using Greeting;
using Plugins.GreetingTwo;

[assembly: Plugin(typeof(GreetingPlugin))]

namespace Plugins.GreetingTwo;

public sealed class GreetingPlugin : IPlugin
{
    // Named by the settings, too, so that the one can come in place of the other.
    public void Configure(IPluginBuilder plugin) =>
        plugin.AddHandler(plugin.Configuration["Handler"] ?? "greeting-two", plugin.Configuration["Path"] ?? "/greeting/two", (connection, _) => connection.SendAsync(Message.FromText(Greeter.Greet(3))));
}
