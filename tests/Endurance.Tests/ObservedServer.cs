using System.Diagnostics;
using Abstractions;
using Adapters.Hixie76;
using Adapters.Rfc6455;
using Contracts;
using Host.Tests.Listening;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace Endurance.Tests;

/// <summary>A server in this process with a census of its connections, and a clock that passes as the test says.</summary>
internal sealed class ObservedServer : IAsyncDisposable
{
    // No wait takes this long; what does has hung, or leaks.
    private static readonly TimeSpan LeakLimit = TimeSpan.FromSeconds(60);
    private const int QueueBytes = 64 * 1024;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time;
    private readonly RunningServer _server;
    private bool _isStopped;

    private ObservedServer(Census census, FakeTimeProvider time, RunningServer server) => (Census, _time, _server) = (census, time, server);

    public Census Census { get; }

    public static async Task<ObservedServer> StartAsync(params string[] settings)
    {
        var census = new Census();
        var time = new FakeTimeProvider();
        var server = await new ServerSetup
        {
            Time = time,
            Settings = ["--origins", "http://page.example", "--Limits:SendQueueBytes", $"{QueueBytes}", "--Limits:SendSeconds", "5", "--Limits:Handshakes", "5000", "--PluginHost:CallbackSeconds", "10", "--KeepAlive:PingSeconds", "25", "--KeepAlive:IdleSeconds", "60", .. settings],
            Adapter = new ConfiguredPlugin(plugin =>
            {
                plugin.Services.AddSingleton(census);
                plugin.AddAdapter<WatchedAdapter<Rfc6455Adapter>>();
                plugin.AddAdapter<WatchedAdapter<Hixie76Adapter>>();
            }),
            Plugin = plugin =>
            {
                plugin.Services.AddSingleton(census);
                plugin.AddHandler<CommandedHandler>("commanded", "/demo");
            },
            // What the system takes for a peer that does not read is made small, to be full soon.
            Configure = builder => builder.Services.Configure<SocketTransportOptions>(options => options.CreateBoundListenSocket = endPoint =>
            {
                var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
                socket.SendBufferSize = QueueBytes;
                return socket;
            }),
        }.StartAsync();
        var observed = new ObservedServer(census, time, server);
        await observed.WarmUpAsync();
        return observed;
    }

    // What the process opens once and keeps is opened before anything is counted.
    private async Task WarmUpAsync()
    {
        foreach (var tls in (bool[])[false, true])
        {
            foreach (var door in Enum.GetValues<Door>())
            {
                using var peer = await Peer.ConnectAsync(this, Revision.Rfc6455, door, tls);
                await Ways.All[0].Run(peer);
            }
        }
        await AssertNothingIsLeftAsync(int.MaxValue, mayTakeTime: false);
    }

    public System.Net.IPEndPoint EndPoint => _server.EndPoint(tls: false);

    public Task<RawClient> ConnectAsync(bool tls) => RawClient.ConnectAsync(_server, tls);

    public Task StopAsync()
    {
        _isStopped = true;
        return _server.StopAsync();
    }

    /// <summary>Lets time pass, a second at a time, until the task has completed.</summary>
    public Task PassTimeUntilAsync(Task task) => _time.AdvanceUntilAsync(task, Second);

    /// <summary>The same for many who wait at once: so slowly that they are not cut off with the end of what they are sent under way.</summary>
    public async Task PassTimeSlowlyUntilAsync(Task task)
    {
        while (!task.IsCompleted)
        {
            _time.Advance(Second);
            await Task.WhenAny(task, Task.Delay(20));
        }
        await task;
    }

    /// <summary>
    /// Waits until nothing is left of all connections so far: the registry is empty, every handler was told once of the end, the process has no
    /// more descriptors than before, and handlers, connections and codecs can be collected.
    /// </summary>
    /// <param name="descriptors">How many the process had at first.</param>
    /// <param name="mayTakeTime">Whether the end may take the server's time, as where a peer is gone.</param>
    public async Task AssertNothingIsLeftAsync(int descriptors, bool mayTakeTime)
    {
        // Who was reset at once may not have been accepted yet, and then counts nowhere. Listeners accept in order.
        if (!_isStopped)
            await AskEachListenerAsync();
        var waited = Stopwatch.StartNew();
        while (!IsNothingLeft(descriptors) && waited.Elapsed < LeakLimit)
        {
            if (mayTakeTime)
                _time.Advance(Second);
            await Task.Delay(5);
        }
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Census.Irregular, Is.Empty);
            Assert.That(_server.Connections, Is.Zero, "The registry is not empty.");
            Assert.That(FileDescriptors.Count, Is.AtMost(descriptors), $"Open descriptors: {FileDescriptors.Kinds}.");
            Assert.That(Census.Alive, Is.Zero, $"Still held: {Census.AliveKinds}.");
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AskEachListenerAsync()
    {
        foreach (var tls in (bool[])[false, true])
        {
            using var client = await ConnectAsync(tls);
            await client.GetAsync();
        }
    }

    private bool IsNothingLeft(int descriptors)
    {
        // The cheap questions first: collecting is for when everything else is in order.
        if (_server.Connections != 0 || Census.Connects != Census.Disconnects || FileDescriptors.Count > descriptors)
            return false;
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Census.Alive == 0;
    }
}
