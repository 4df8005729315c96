using Adapters.Sse;

namespace Host.Tests.Listening.Upstream;

/// <summary>A server with the adapter of Server-Sent Events beside that of RFC 6455.</summary>
internal static class SseServer
{
    public static Task<RunningServer> StartAsync(HandlerScript? script = null, TimeProvider? time = null, params string[] settings) => new ServerSetup
    {
        Script = script ?? new HandlerScript(),
        Subprotocols = ["v1"],
        Time = time,
        Settings = settings,
        Plugin = plugin => plugin.AddAdapter<SseAdapter>(),
    }.StartAsync();
}
