using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Contracts;
using Host.Sockets;
using Host.Tests.Connections;
using Host.Tests.Listening;
using Microsoft.AspNetCore.Connections;

namespace Host.Tests.Sockets;

/// <summary>A socket that a loop receives from for Kestrel, and that is sent to straight.</summary>
[Platform("Linux")]
[CancelAfter(60_000)]
public sealed class LoopContextTests
{
    private const string LoopName = "test";
    private const int Ahead = 64 * 1024;
    private const int Much = 8 * 1024 * 1024;

    private LoopWatch _watch = null!;
    private SocketLoop _loop = null!;
    private Socket _client = null!;
    private LoopContext _context = null!;

    [SetUp]
    public void Make()
    {
        _watch = new LoopWatch(new FakeTimeProvider());
        _loop = new SocketLoop(LoopName, new ReceiveBuffers(), _watch);
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        listener.Listen();
        _client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        _client.Connect(listener.LocalEndPoint!);
        _context = new LoopContext(_loop, listener.Accept(), MemoryPool<byte>.Shared, Ahead);
    }

    [TearDown]
    public async Task End()
    {
        _context.Abort();
        await _context.DisposeAsync();
        _client.Dispose();
        _loop.Dispose();
        _watch.Dispose();
    }

    [Test]
    public async Task It_knows_its_peer_and_says_what_was_received(CancellationToken cancellationToken)
    {
        Assert.That((_context.RemoteEndPoint, _context.LocalEndPoint), Is.EqualTo((_client.LocalEndPoint, _client.RemoteEndPoint)));
        await _client.SendAsync("hello"u8.ToArray(), cancellationToken);
        Assert.That(await ReadAsync(5, cancellationToken), Is.EqualTo("hello"u8.ToArray()));
        Assert.That(_context.ConnectionClosed.IsCancellationRequested, Is.False);
    }

    [Test]
    public void One_that_has_ended_keeps_no_connection([Values] bool served)
    {
        WeakReference? connection = null;
        if (served)
            connection = Serve();
        _context.Abort();
        // The end may come before the connection begins.
        connection ??= Serve();
        GC.Collect();
        Assert.That(connection.IsAlive, Is.False);
    }

    [Test]
    public async Task More_than_may_be_ahead_waits_for_the_reader_and_comes_whole(CancellationToken cancellationToken)
    {
        var sent = Pattern.Make(1, Much);
        var sending = _client.SendAsync(sent, cancellationToken).AsTask();
        // Whatever the system takes, the most of it stays with it.
        await WaitForAsync(() => Buffered() >= Ahead, cancellationToken);
        Assert.That(Buffered(), Is.LessThan(4 * Ahead));
        Assert.That(await ReadAsync(Much, cancellationToken), Is.EqualTo(sent));
        await sending;
    }

    [Test]
    public async Task The_end_is_seen_though_nobody_reads_up_to_it(CancellationToken cancellationToken)
    {
        await _client.SendAsync("last"u8.ToArray(), cancellationToken);
        _client.Shutdown(SocketShutdown.Send);
        await WaitForClosedAsync(cancellationToken);
        Assert.That(await ReadAsync(4, cancellationToken), Is.EqualTo("last"u8.ToArray()));
        Assert.That((await _context.Transport.Input.ReadAsync(cancellationToken)).IsCompleted);
        // The peer has ended its own direction only. The end stays readable, and is not looked at again and again.
        var calls = _loop.Calls;
        await _context.Transport.Output.WriteAsync("answer"u8.ToArray(), cancellationToken);
        Assert.That(await ReceiveAsync(6, cancellationToken), Is.EqualTo("answer"u8.ToArray()));
        Assert.That(_loop.Calls - calls, Is.LessThan(2));
    }

    [Test]
    public async Task A_reset_is_an_error_for_who_reads_and_an_end_for_who_writes(CancellationToken cancellationToken)
    {
        _client.Close(timeout: 0);
        await WaitForClosedAsync(cancellationToken);
        Assert.That(async () => await _context.Transport.Input.ReadAsync(cancellationToken), Throws.TypeOf<ConnectionResetException>());
        Assert.That((await _context.Transport.Output.WriteAsync(new byte[1], cancellationToken)).IsCompleted);
    }

    [Test]
    public async Task Aborted_it_ends_whoever_reads_and_resets_the_peer(CancellationToken cancellationToken)
    {
        var reading = _context.Transport.Input.ReadAsync(cancellationToken).AsTask();
        _context.Abort(new ConnectionAbortedException("enough"));
        Assert.That(async () => await reading, Throws.TypeOf<ConnectionAbortedException>().With.Message.EqualTo("enough"));
        await WaitForClosedAsync(cancellationToken);
        Assert.That(async () => await ReceiveAsync(1, cancellationToken), Throws.TypeOf<SocketException>());
        Assert.That((await _context.Transport.Output.WriteAsync(new byte[1], cancellationToken)).IsCompleted);
    }

    [Test]
    public async Task The_reader_goes_on_on_the_loop_once_it_may_and_only_if_the_loop_brings_bytes(CancellationToken cancellationToken)
    {
        Assert.That(await ThreadOfReaderAsync(() => _client.Send(new byte[1])), Is.Not.EqualTo(LoopName));
        _context.Features.Get<LoopInput>()!.Serve(null!);
        Assert.That(await ThreadOfReaderAsync(() => _client.Send(new byte[1])), Is.EqualTo(LoopName));

        // Whoever cancels may hold what the reader is about to wait for.
        var canceler = new Thread(() => _context.Transport.Input.CancelPendingRead()) { Name = "canceler" };
        Assert.That(await ThreadOfReaderAsync(canceler.Start), Is.Null.Or.EqualTo(".NET TP Worker"));
        Assert.That(await ThreadOfReaderAsync(() => _client.Shutdown(SocketShutdown.Send)), Is.Null.Or.EqualTo(".NET TP Worker"));
    }

    [Test]
    public async Task A_flush_that_is_given_up_loses_nothing(CancellationToken cancellationToken)
    {
        var sent = Pattern.Make(1, Much);
        var output = _context.Transport.Output;
        using var patience = new CancellationTokenSource();
        var flushing = output.WriteAsync(sent.AsMemory(0, Much - 10), patience.Token).AsTask();
        Assert.That(flushing.IsCompleted, Is.False);
        await patience.CancelAsync();
        Assert.That(async () => await flushing, Throws.InstanceOf<OperationCanceledException>());
        var canceled = output.WriteAsync(sent.AsMemory(Much - 10, 5), cancellationToken).AsTask();
        output.CancelPendingFlush();
        Assert.That((await canceled).IsCanceled);
        sent.AsSpan(Much - 5).CopyTo(output.GetSpan(5));
        output.Advance(5);
        Assert.That(output.UnflushedBytes, Is.EqualTo(5));

        var ending = _context.DisposeAsync().AsTask();
        Assert.That(await ReceiveAsync(Much, cancellationToken), Is.EqualTo(sent));
        await ending;
        Assert.That(await _client.ReceiveAsync(new byte[1], cancellationToken), Is.Zero);
    }

    [Test]
    public async Task Aborted_it_gives_up_what_the_peer_does_not_read(CancellationToken cancellationToken)
    {
        var flushing = _context.Transport.Output.WriteAsync(new byte[Much], cancellationToken).AsTask();
        Assert.That(flushing.IsCompleted, Is.False);
        _context.Abort();
        Assert.That((await flushing).IsCompleted);
    }

    private async Task<string?> ThreadOfReaderAsync(Action bring)
    {
        var reading = ReadOneAsync();
        Assert.That(reading.IsCompleted, Is.False);
        bring();
        return await reading;
    }

    private async Task<string?> ReadOneAsync()
    {
        var result = await _context.Transport.Input.ReadAsync().ConfigureAwait(false);
        var name = Thread.CurrentThread.Name;
        _context.Transport.Input.AdvanceTo(result.Buffer.End);
        await Task.Yield();
        return name;
    }

    private long Buffered()
    {
        if (!_context.Transport.Input.TryRead(out var result))
            return 0;
        var length = result.Buffer.Length;
        _context.Transport.Input.AdvanceTo(result.Buffer.Start);
        return length;
    }

    private Task WaitForClosedAsync(CancellationToken cancellationToken) => WaitForAsync(() => _context.ConnectionClosed.IsCancellationRequested, cancellationToken);

    private static async Task WaitForAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        while (!condition())
            await Task.Delay(1, cancellationToken);
    }

    private async Task<byte[]> ReadAsync(int count, CancellationToken cancellationToken)
    {
        var result = await _context.Transport.Input.ReadAtLeastAsync(Math.Min(count, Ahead / 2), cancellationToken);
        var bytes = new ArrayBufferWriter<byte>();
        while (true)
        {
            foreach (var segment in result.Buffer)
                bytes.Write(segment.Span);
            _context.Transport.Input.AdvanceTo(result.Buffer.End);
            if (bytes.WrittenCount >= count || result.IsCompleted)
                return bytes.WrittenSpan.ToArray();
            result = await _context.Transport.Input.ReadAsync(cancellationToken);
        }
    }

    private async Task<byte[]> ReceiveAsync(int count, CancellationToken cancellationToken)
    {
        var bytes = new byte[count];
        var received = 0;
        while (received < count)
        {
            var length = await _client.ReceiveAsync(bytes.AsMemory(received), cancellationToken);
            if (length == 0)
                throw new EndOfStreamException();
            received += length;
        }
        return bytes;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference Serve()
    {
        var connection = new ConnectionUnderTest(new RecordingHandler()).Connection;
        _context.Features.Get<LoopInput>()!.Serve(connection);
        return new WeakReference(connection);
    }
}
