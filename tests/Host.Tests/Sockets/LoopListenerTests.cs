using System.Net;
using System.Net.Sockets;
using Contracts;
using Host.Configuration;
using Host.Connections;
using Host.Listening;
using Host.Sockets;
using Host.Tests.Listening;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace Host.Tests.Sockets;

/// <summary>No error of accepting ends it, and none makes it spin.</summary>
[Platform("Linux")]
public sealed class LoopListenerTests
{
    private const int Loops = 2;

    private FakeTimeProvider _time = null!;
    private LogRecorder _log = null!;
    private Counters _counters = null!;
    private Socket _socket = null!;
    private SocketLoops _loops = null!;
    private LoopListener _listener = null!;
    private CancellationTokenSource _hang = null!;

    // The socket is bound and does not listen, so that every attempt fails until it does.
    [SetUp]
    public void Make()
    {
        _time = new FakeTimeProvider();
        _log = new LogRecorder();
        _counters = new Counters();
        _hang = new CancellationTokenSource(RawClient.HangLimit);
        _socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        _socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        var limits = new Replaceable<Limits>(new Limits());
        _loops = new SocketLoops(Loops, new ConnectionRegistry(new AdapterCensus(_time)));
        // Nothing that the tests send is an opening handshake, so nobody decides.
        var door = new LoopDoor(new FirstRequest(null!, limits), null!, null!, new HandshakesInProgress(limits, _time), new ConnectionClock(_time), limits);
        var accepted = new AcceptedSockets(new SocketConnectionContextFactory(new SocketConnectionFactoryOptions(), _log.CreateLogger("Sockets")), noDelay: true, _time, _log.CreateLogger("Listener"));
        _listener = new LoopListener(_socket, accepted, _loops, door, _time, _log.CreateLogger("Listener"));
    }

    [TearDown]
    public async Task Release()
    {
        await _listener.DisposeAsync();
        await _loops.DisposeAsync();
        _socket.Dispose();
        _counters.Dispose();
        _hang.Dispose();
        _log.Dispose();
    }

    [Test]
    public async Task After_an_error_it_waits_and_tries_again()
    {
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            while (_counters.Sum("wharf.accepts.failed") < attempt * Loops)
                await Task.Delay(1, _hang.Token);
            // Each loop counts its attempt before it sets its timer.
            await _time.WaitForTimerAsync(Acceptor.Pause, _hang.Token, Loops);
            // None is made before its time.
            Assert.That(_counters.Sum("wharf.accepts.failed"), Is.EqualTo(attempt * Loops));
            _time.Advance(Acceptor.Pause);
        }
        Assert.That(_log.Warnings, Has.Count.EqualTo(1).And.All.StartsWith("No connection can be accepted at "));

        _socket.Listen();
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(_listener.EndPoint, _hang.Token);
        await client.SendAsync("x"u8.ToArray(), _hang.Token);
        var accepting = _listener.AcceptAsync(_hang.Token).AsTask();
        await _time.AdvanceUntilAsync(accepting, Acceptor.Pause);
        await using var connection = await accepting;
        Assert.That(connection!.RemoteEndPoint, Is.EqualTo(client.LocalEndPoint));
        var read = await connection.Transport.Input.ReadAsync(_hang.Token);
        Assert.That(read.Buffer.FirstSpan.ToArray(), Is.EqualTo("x"u8.ToArray()));
    }

    [Test]
    public async Task It_ends_when_it_is_told_to_while_it_pauses()
    {
        await _time.WaitForTimerAsync(Acceptor.Pause, _hang.Token);
        await _listener.UnbindAsync();
        Assert.That(await _listener.AcceptAsync(_hang.Token), Is.Null);
        _time.Advance(Acceptor.Pause);
    }

    [Test]
    public async Task What_waits_for_its_first_byte_when_it_ends_is_closed()
    {
        _socket.Listen();
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(_listener.EndPoint, _hang.Token);
        await _listener.UnbindAsync();
        try
        {
            Assert.That(await client.ReceiveAsync(new byte[1], _hang.Token), Is.Zero);
        }
        catch (SocketException)
        {
            // It had not been accepted yet.
        }
    }
}
