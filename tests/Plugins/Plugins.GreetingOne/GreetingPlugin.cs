using Abstractions;
using Greeting;
using Plugins.GreetingOne;

[assembly: Plugin(typeof(GreetingPlugin))]

namespace Plugins.GreetingOne;

public sealed class GreetingPlugin : IPlugin
{
    // Named by the settings, too, so that the one can come in place of the other.
    public void Configure(IPluginBuilder plugin) =>
        plugin.AddHandler(plugin.Configuration["Handler"] ?? "greeting-one", plugin.Configuration["Path"] ?? "/greeting/one", (connection, _) => connection.SendAsync(Message.FromText(Greeter.Greet())));
}
