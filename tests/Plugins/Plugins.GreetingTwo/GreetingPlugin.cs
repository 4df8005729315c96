using Abstractions;
using Greeting;
using Plugins.GreetingTwo;

[assembly: Plugin(typeof(GreetingPlugin))]

namespace Plugins.GreetingTwo;

public sealed class GreetingPlugin : IPlugin
{
    public void Configure(IPluginBuilder plugin) =>
        plugin.AddHandler("greeting-two", "/greeting/two", (connection, _) => connection.SendAsync(Message.FromText(Greeter.Greet(3))));
}
