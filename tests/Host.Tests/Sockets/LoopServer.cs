using Abstractions;
using Host.Tests.Listening;

namespace Host.Tests.Sockets;

/// <summary>A server on loops, one unless the test says otherwise, so that its connections are neighbours.</summary>
internal static class LoopServer
{
    public static Task<RunningServer> StartAsync(HandlerScript? script = null, TimeProvider? time = null, int loops = 1, Action<IPluginBuilder>? plugin = null, params string[] settings) => new ServerSetup
    {
        Script = script ?? new HandlerScript(),
        Time = time,
        Plugin = plugin ?? (_ => { }),
        Settings = ["--transport", "epoll", "--loops", $"{loops}", "--origins", "*", "--urls", "http://127.0.0.1:0", "--Kestrel:Certificates:Default:Path", "", .. settings],
    }.StartAsync();

    public static async Task AssertEchoesAsync(this RawClient client, string text = "still there")
    {
        await client.SendAsync(Connections.ClientFrame.Text(text));
        Assert.That((await client.ReadFrameAsync()).Text, Is.EqualTo(text));
    }
}
