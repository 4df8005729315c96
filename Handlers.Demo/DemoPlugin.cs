using Abstractions;
using Handlers.Demo;
using Microsoft.Extensions.DependencyInjection;

[assembly: Plugin(typeof(DemoPlugin))]

namespace Handlers.Demo;

/// <summary>The demonstrations, and a page on which they can be tried.</summary>
public sealed class DemoPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Configure(IPluginBuilder plugin)
    {
        plugin.Services.AddSingleton<ChatRoom>();
        plugin.AddHandler<EchoHandler>("echo", path: "/echo");
        plugin.AddHandler<ChatHandler>("chat", path: "/chat");
        plugin.AddHandler<ClockHandler>("clock", path: "/clock");
        plugin.AddPages("/");
    }
}
