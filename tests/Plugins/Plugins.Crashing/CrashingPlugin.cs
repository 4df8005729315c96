using Abstractions;
using Microsoft.Extensions.DependencyInjection;
using Plugins.Crashing;

[assembly: Plugin(typeof(CrashingPlugin))]

namespace Plugins.Crashing;

/// <summary>Does what a host cannot prevent a plugin from doing, one fault to a path, whenever a message asks for it.</summary>
public sealed class CrashingPlugin : IPlugin
{
    public void Configure(IPluginBuilder plugin)
    {
        plugin.Services.AddSingleton<CountedFaults>();
        plugin.AddHandler<CountedHandler>("counted", "/counted");
        plugin.AddHandler("still-echo", "/still-echo", (connection, message) => connection.SendAsync(message));
        foreach (var (name, commit) in Faults.All)
        {
            plugin.AddHandler(name, $"/{name}", (connection, _) =>
            {
                commit();
                return connection.SendAsync("committed");
            });
        }
        plugin.AddHandler<StuckConnect>("stuck-connect", "/stuck-connect");
        plugin.AddHandler<BlockedConnect>("blocked-connect", "/blocked-connect");
        plugin.AddHandler<StuckMessage>("stuck-message", "/stuck-message");
        plugin.AddHandler<BlockedMessage>("blocked-message", "/blocked-message");
        plugin.AddHandler<StuckDisconnect>("stuck-disconnect", "/stuck-disconnect");
        plugin.AddHandler<BlockedDisconnect>("blocked-disconnect", "/blocked-disconnect");
    }
}
