using Abstractions;
using Adapters.Hixie75;
using Adapters.Hixie76;
using Adapters.Hybi;

namespace Host.Tests.Listening;

/// <summary>A server with every adapter of the repository.</summary>
internal static class RevisionServer
{
    /// <summary>A server whose handler serves every path, and any origin.</summary>
    public static Task<RunningServer> StartAsync(HandlerScript? script = null, TimeProvider? time = null, params IReadOnlyList<string> subprotocols) => new ServerSetup
    {
        Script = script ?? new HandlerScript(),
        Time = time,
        Settings = ["--origins", "*"],
        Plugin = plugin =>
        {
            plugin.AddAdapter<Hixie75Adapter>();
            plugin.AddAdapter<Hixie76Adapter>();
            plugin.AddAdapter<Hybi07Adapter>();
            plugin.AddAdapter<Hybi10Adapter>();
            plugin.AddHandler<ScriptedHandler>("any", "/*", new HandlerOptions { Subprotocols = [.. subprotocols] });
        },
    }.StartAsync();

    public static async Task<RawClient> ConnectAsync(RunningServer server, Door door, bool tls)
    {
        var client = await RawClient.ConnectAsync(server, tls);
        if (door == Door.Later)
            await client.GetAsync();
        return client;
    }
}
