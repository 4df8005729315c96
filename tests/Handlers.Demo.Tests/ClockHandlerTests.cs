using Abstractions;
using Contracts;

namespace Handlers.Demo.Tests;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase), CancelAfter(30_000)]
public sealed class ClockHandlerTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeConnection _connection = new();
    private readonly ClockHandler _handler;

    public ClockHandlerTests() => _handler = new ClockHandler(_time);

    public void Dispose() => _connection.Dispose();

    [Test]
    public async Task Sends_the_time_at_once_and_then_every_second(CancellationToken cancellationToken)
    {
        await ConnectAsync();
        Assert.That(await TickAsync(cancellationToken), Is.EqualTo("2026-01-01T00:00:00.000Z"));

        _time.Advance(TimeSpan.FromMilliseconds(1_000));
        Assert.That(await TickAsync(cancellationToken), Is.EqualTo("2026-01-01T00:00:01.000Z"));

        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.That(_connection.ReleaseSend(), Is.False);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.That(await TickAsync(cancellationToken), Is.EqualTo("2026-01-01T00:00:02.000Z"));
        await DisconnectAsync(cancellationToken);
    }

    [Test]
    public async Task Leaves_out_the_ticks_that_pass_while_the_peer_does_not_read(CancellationToken cancellationToken)
    {
        await ConnectAsync();
        for (var second = 0; second < 10; second++)
            _time.Advance(TimeSpan.FromSeconds(1));

        Assert.That(await TickAsync(cancellationToken), Is.EqualTo("2026-01-01T00:00:00.000Z"));
        Assert.That(await TickAsync(cancellationToken), Is.EqualTo("2026-01-01T00:00:10.000Z"));
        Assert.That(_connection.ReleaseSend(), Is.False);
        await DisconnectAsync(cancellationToken);
    }

    [Test]
    public async Task Ends_with_the_connection_while_it_waits_for_the_next_second(CancellationToken cancellationToken)
    {
        await ConnectAsync();
        await TickAsync(cancellationToken);

        await DisconnectAsync(cancellationToken);

        Assert.That(_time.TimerCount, Is.Zero, "nothing is left behind");
    }

    [Test]
    public async Task Ends_with_the_connection_while_it_sends(CancellationToken cancellationToken)
    {
        await ConnectAsync();

        await DisconnectAsync(cancellationToken);

        Assert.That(_time.TimerCount, Is.Zero, "nothing is left behind");
    }

    [Test]
    public async Task A_fault_of_the_work_closes_the_connection_and_is_not_lost()
    {
        var handler = new ClockHandler(new BrokenTime());
        await handler.OnConnectAsync(_connection, _connection.Aborted);

        Assert.That(_connection.Closed?.Code, Is.EqualTo(CloseCode.InternalError));
        Assert.That(async () => await handler.OnDisconnectAsync(_connection, _connection.Closed!.Value), Throws.TypeOf<TimeZoneNotFoundException>());
    }

    [Test]
    public async Task A_message_is_not_answered(CancellationToken cancellationToken)
    {
        await ConnectAsync();
        await TickAsync(cancellationToken);

        await _handler.OnMessageAsync(_connection, Message.FromText("What time is it?"), _connection.Aborted);

        Assert.That(_connection.ReleaseSend(), Is.False);
        await DisconnectAsync(cancellationToken);
    }

    private async Task ConnectAsync() => await _handler.OnConnectAsync(_connection, _connection.Aborted);

    private async Task DisconnectAsync(CancellationToken cancellationToken)
    {
        _connection.Abort();
        await _handler.OnDisconnectAsync(_connection, new CloseReason(CloseCode.GoingAway)).AsTask().WaitAsync(cancellationToken);
    }

    private async Task<string> TickAsync(CancellationToken cancellationToken)
    {
        await _connection.WaitForSendAsync(cancellationToken);
        Assert.That(_connection.ReleaseSend());
        return _connection.Sent.Last().Text;
    }

    private sealed class BrokenTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => throw new TimeZoneNotFoundException();
    }
}
