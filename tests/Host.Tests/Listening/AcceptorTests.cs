using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Contracts;
using Host.Listening;
using Microsoft.Extensions.Logging;

namespace Host.Tests.Listening;

/// <summary>No error of accepting ends it, and none makes it spin.</summary>
public sealed class AcceptorTests
{
    private readonly Channel<Func<Socket>> _results = Channel.CreateUnbounded<Func<Socket>>();
    private FakeTimeProvider _time = null!;
    private LogRecorder _log = null!;
    private CancellationTokenSource _closed = null!;
    private CancellationTokenSource _hang = null!;
    private Acceptor _acceptor = null!;
    private int _attempts;

    [SetUp]
    public void Make()
    {
        _attempts = 0;
        _time = new FakeTimeProvider();
        _log = new LogRecorder();
        _closed = new CancellationTokenSource();
        _hang = new CancellationTokenSource(RawClient.HangLimit);
        _acceptor = new Acceptor(AcceptOneAsync, new IPEndPoint(IPAddress.Loopback, 80), _time, _log.CreateLogger("Acceptor"));
    }

    [TearDown]
    public void Release()
    {
        while (_results.Reader.TryRead(out _))
        {
            // Nothing is left for the next test.
        }
        _hang.Dispose();
        _closed.Dispose();
        _log.Dispose();
    }

    [TestCase(SocketError.TooManyOpenSockets)]
    [TestCase(SocketError.NoBufferSpaceAvailable)]
    [TestCase(SocketError.OperationAborted)]
    [TestCase(SocketError.InvalidArgument)]
    public async Task After_an_error_it_waits_and_tries_again(SocketError error)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        for (var i = 0; i < 5; i++)
            _results.Writer.TryWrite(() => throw new SocketException((int)error));
        _results.Writer.TryWrite(() => socket);

        var accepting = _acceptor.AcceptAsync(_closed.Token).AsTask();
        for (var attempts = 1; attempts <= 5; attempts++)
        {
            await _time.WaitForTimerAsync(Acceptor.Pause, _hang.Token);
            Assert.That(_attempts, Is.EqualTo(attempts));
            _time.Advance(Acceptor.Pause);
        }

        Assert.That(await accepting.WaitAsync(_hang.Token), Is.SameAs(socket));
    }

    [Test]
    public async Task An_error_of_no_socket_is_no_end_either()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        _results.Writer.TryWrite(() => throw new InvalidOperationException("unheard of"));
        _results.Writer.TryWrite(() => socket);

        var accepting = _acceptor.AcceptAsync(_closed.Token).AsTask();
        await _time.WaitForTimerAsync(Acceptor.Pause, _hang.Token);
        _time.Advance(Acceptor.Pause);

        Assert.That(await accepting.WaitAsync(_hang.Token), Is.SameAs(socket));
    }

    [TestCase(SocketError.ConnectionReset)]
    [TestCase(SocketError.ConnectionAborted)]
    public async Task A_connection_that_is_gone_already_holds_up_nobody(SocketError error)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        _results.Writer.TryWrite(() => throw new SocketException((int)error));
        _results.Writer.TryWrite(() => socket);

        Assert.That(await _acceptor.AcceptAsync(_closed.Token).AsTask().WaitAsync(_hang.Token), Is.SameAs(socket));
    }

    [Test]
    public async Task It_is_said_once_a_minute_and_counted_each_time()
    {
        using var counters = new Counters();
        for (var i = 0; i < 1000; i++)
            _results.Writer.TryWrite(() => throw new SocketException((int)SocketError.TooManyOpenSockets));

        _ = _acceptor.AcceptAsync(_closed.Token).AsTask();
        for (var i = 0; i < 700; i++)
        {
            await _time.WaitForTimerAsync(Acceptor.Pause, _hang.Token);
            _time.Advance(Acceptor.Pause);
        }
        await _time.WaitForTimerAsync(Acceptor.Pause, _hang.Token);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(_log.Warnings, Has.Count.EqualTo(2).And.All.StartsWith("No connection can be accepted at 127.0.0.1:80: "));
            Assert.That(counters.Sum("wharf.accepts.failed"), Is.GreaterThanOrEqualTo(701));
        }
        await _closed.CancelAsync();
    }

    [Test]
    public async Task It_ends_when_it_is_told_to([Values] bool whilePausing)
    {
        if (whilePausing)
            _results.Writer.TryWrite(() => throw new SocketException((int)SocketError.TooManyOpenSockets));
        var accepting = _acceptor.AcceptAsync(_closed.Token).AsTask();
        if (whilePausing)
            await _time.WaitForTimerAsync(Acceptor.Pause, _hang.Token);

        await _closed.CancelAsync();

        Assert.That(await accepting.WaitAsync(_hang.Token), Is.Null);
    }

    private async ValueTask<Socket> AcceptOneAsync(CancellationToken cancellationToken)
    {
        var result = await _results.Reader.ReadAsync(cancellationToken);
        _attempts++;
        return result();
    }
}
