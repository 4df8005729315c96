using Abstractions;
using Greeting;
using Plugins.GreetingOne;

[assembly: Plugin(typeof(GreetingPlugin))]

namespace Plugins.GreetingOne;

public sealed class GreetingPlugin : IPlugin
{
    public void Configure(IPluginBuilder plugin) =>
        plugin.AddHandler("greeting-one", "/greeting/one", (connection, _) => connection.SendAsync(Message.FromText(Greeter.Greet())));
}
