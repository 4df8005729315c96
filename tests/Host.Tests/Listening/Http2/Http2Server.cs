using Abstractions;

namespace Host.Tests.Listening.Http2;

/// <summary>A server that speaks HTTP/2: with prior knowledge on its plain endpoint, by ALPN on the other.</summary>
internal static class Http2Server
{
    public static Task<RunningServer> StartAsync(HandlerScript? script = null, TimeProvider? time = null, IReadOnlyList<string>? subprotocols = null, Action<IPluginBuilder>? plugin = null, params string[] settings) => new ServerSetup
    {
        Script = script ?? new HandlerScript(),
        Time = time,
        Subprotocols = subprotocols ?? [],
        Plugin = plugin ?? (_ => { }),
        Settings =
        [
            "--Kestrel:Endpoints:Plain:Url", "http://127.0.0.1:0", "--Kestrel:Endpoints:Plain:Protocols", "Http2",
            "--Kestrel:Endpoints:Secret:Url", "https://127.0.0.1:0",
            .. settings,
        ],
    }.StartAsync();
}
