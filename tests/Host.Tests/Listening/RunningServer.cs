using System.Net;
using Host.Swapping;

namespace Host.Tests.Listening;

/// <summary>A server in this process that listens on ports of its own.</summary>
internal sealed class RunningServer(Server server, LogRecorder log) : IAsyncDisposable
{
    public LogRecorder Log => log;

    /// <summary>The open WebSocket connections.</summary>
    public int Connections => server.Connections.Count;

    /// <summary>The addresses to which messages may be sent.</summary>
    public int UpstreamAddresses => server.UpstreamAddresses.Count;

    /// <summary>How often its loops have called a source.</summary>
    public long LoopCalls => server.Loops.All.Sum(loop => loop.Calls);

    public IEnumerable<string> Addresses => server.Addresses;

    /// <summary>Looks at the drop folder twice, as a change needs that was there before the first.</summary>
    public void Look()
    {
        server.Swapping.Look();
        server.Swapping.Look();
    }

    /// <summary>Reads the settings again and looks at the drop folder, as a SIGHUP asks for it.</summary>
    public Task ReloadAsync() => server.ReloadAsync().WaitAsync(RawClient.HangLimit);

    public PluginSwapping Swapping => server.Swapping;

    public IPEndPoint EndPoint(bool tls)
    {
        var scheme = tls ? "https:" : "http:";
        var address = new Uri(Addresses.First(address => address.StartsWith(scheme, StringComparison.Ordinal)));
        return new IPEndPoint(IPAddress.Parse(address.Host), address.Port);
    }

    public Task StopAsync() => server.StopAsync().WaitAsync(RawClient.HangLimit);

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
