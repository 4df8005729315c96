using System.IO.Pipelines;
using System.Net;
using Abstractions;
using Adapters.Rfc6455;
using Contracts;
using Host.Configuration;
using Host.Connections;
using Host.Listening;
using Host.Plugins;

namespace Host.Tests.Connections;

/// <summary>The core of a connection with the real codec, fed by hand. Received bytes are spoilt as soon as the core has let go of them.</summary>
internal sealed class ConnectionUnderTest
{
    private readonly Generation _plugin = new("Tests", 1);

    private readonly List<byte[]> _held = [];
    private Task _handlerFinished = Task.CompletedTask;

    public ConnectionUnderTest(IConnectionHandler handler, Limits? limits = null, IFrameCodec? codec = null, MemoryTransport? transport = null, bool binaryAsBase64 = false, KeepAlive? keepAlive = null, CallbackLimits? callbacks = null, SendPolicy sendPolicy = SendPolicy.Wait, PluginLease? plugins = null,
        Dispatch dispatch = Dispatch.Auto, Dispatch? routeDispatch = null)
    {
        Clock = new ConnectionClock(Time);
        limits ??= new Limits();
        Transport = transport ?? new MemoryTransport();
        codec ??= new Rfc6455Adapter().CreateCodec(new AcceptedHandshake(), new CodecLimits { MessageBytes = limits.MessageBytes, MessageFragments = limits.MessageFragments });
        var request = new HandshakeRequest
        {
            Entry = HandshakeEntry.Raw, Method = "GET", RawTarget = "/test", HttpVersion = HttpVersion.Version11, Headers = HeaderList.Empty,
        };
        Connection = new Connection(
            new OpenedHandshake(codec, "rfc6455", plugins ?? new PluginLease(_plugin, _plugin), "test", null, new ConnectionRequest(request), binaryAsBase64, sendPolicy, dispatch, routeDispatch), Transport, new HandlerInstance(handler),
            new ConnectionServices(limits, keepAlive ?? new KeepAlive(), callbacks ?? new CallbackLimits(), Time, Clock, new ConnectionRegistry(new AdapterCensus(Time)), Log.CreateLogger("connection")));
    }

    public FakeTimeProvider Time { get; } = new();

    public ConnectionClock Clock { get; }

    public LogRecorder Log { get; } = new();

    public MemoryTransport Transport { get; }

    public Connection Connection { get; }

    /// <summary>The frames the peer has been sent.</summary>
    public IReadOnlyList<ServerFrame> Sent => ServerFrame.Parse(Transport.Sent);

    /// <summary>The texts the peer has been sent.</summary>
    public IReadOnlyList<string> SentTexts => [.. Sent.Where(frame => frame.Opcode == 1).Select(frame => frame.Text)];

    /// <summary>One receive: all of it is handled before anything is sent. Returns how many bytes were taken.</summary>
    public int Receive(params byte[] bytes)
    {
        var copy = (byte[])bytes.Clone();
        Connection.CorkSends();
        var taken = Connection.Receive(copy);
        Connection.UncorkSends();
        if (Connection.IsUsingReceived)
            _held.Add(copy);
        else
            Array.Fill(copy, (byte)0xEE);
        return taken;
    }

    /// <summary>Lets time pass, second by second.</summary>
    public void Advance(int seconds)
    {
        for (var second = 0; second < seconds; second++)
            Time.Advance(TimeSpan.FromSeconds(1));
    }

    /// <summary>What the receive loop returns when it has ended.</summary>
    public Task<Task> LoopEnded { get; private set; } = Task.FromResult(Task.CompletedTask);

    /// <summary>Runs the connection by the real receive loop, until the handler has finished, too.</summary>
    public async Task RunAsync(PipeReader input)
    {
        LoopEnded = ReceiveLoop.RunAsync(Connection, input, Transport, Time);
        await await LoopEnded;
    }

    /// <summary>Ends the connection as a transport does, and waits for the handler.</summary>
    public async Task EndAsync(bool isTransportEnded = true)
    {
        await Connection.EndAsync(out _handlerFinished);
        await _handlerFinished.WaitAsync(TimeSpan.FromSeconds(20));
        Connection.Ended(isTransportEnded);
    }
}
