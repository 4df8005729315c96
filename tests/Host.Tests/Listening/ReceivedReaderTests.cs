using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Host.Listening;

namespace Host.Tests.Listening;

public sealed class ReceivedReaderTests
{
    private Pipe _pipe = null!;
    private ReceivedReader _reader = null!;

    [SetUp]
    public void Reset()
    {
        _pipe = new Pipe();
        _reader = new ReceivedReader(_pipe.Reader, "GET / "u8.ToArray());
    }

    [Test]
    public async Task The_beginning_comes_first_and_then_the_rest_from_the_input_itself()
    {
        await _pipe.Writer.WriteAsync("rest"u8.ToArray());
        Assert.That(await ReadAsync(consumed: 6), Is.EqualTo("GET / "));
        Assert.That(await ReadAsync(consumed: 1), Is.EqualTo("rest"));
        await _pipe.Writer.WriteAsync("!"u8.ToArray());
        Assert.That(await ReadAsync(consumed: 4), Is.EqualTo("est!"));
    }

    [Test]
    public async Task What_was_examined_comes_again_with_more_behind_it([Values] bool asynchronous)
    {
        Assert.That(await ReadAsync(consumed: 0), Is.EqualTo("GET / "));
        Assert.That(_reader.TryRead(out _), Is.False);
        var next = asynchronous ? ReadAsync(consumed: 4) : null;
        await _pipe.Writer.WriteAsync("HTTP"u8.ToArray());
        Assert.That(await (next ?? TryReadAsync(consumed: 4)), Is.EqualTo("GET / HTTP"));
        await _pipe.Writer.WriteAsync("/1.1"u8.ToArray());
        Assert.That(await ReadAsync(consumed: 10), Is.EqualTo("/ HTTP/1.1"));
        await _pipe.Writer.WriteAsync("!"u8.ToArray());
        Assert.That(await ReadAsync(consumed: 1), Is.EqualTo("!"));
    }

    [Test]
    public async Task What_was_not_examined_comes_again_at_once()
    {
        var result = await _reader.ReadAsync();
        _reader.AdvanceTo(result.Buffer.GetPosition(2), result.Buffer.GetPosition(4));
        Assert.That(await ReadAsync(consumed: 4), Is.EqualTo("T / "));
    }

    [Test]
    public async Task The_end_is_told_with_what_is_left()
    {
        await ReadAsync(consumed: 1);
        await _pipe.Writer.CompleteAsync();
        var result = await _reader.ReadAsync();
        Assert.That((Encoding.ASCII.GetString(result.Buffer.ToArray()), result.IsCompleted), Is.EqualTo(("ET / ", true)));
    }

    [Test]
    public async Task A_read_that_waits_for_more_is_cancelled_and_loses_nothing()
    {
        await ReadAsync(consumed: 0);
        var waiting = _reader.ReadAsync();
        _reader.CancelPendingRead();
        var result = await waiting;
        Assert.That((result.IsCanceled, result.IsCompleted, result.Buffer.Length), Is.EqualTo((true, false, 6)));
        _reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        await _pipe.Writer.WriteAsync("HTTP"u8.ToArray());
        Assert.That(await ReadAsync(consumed: 0), Is.EqualTo("GET / HTTP"));
    }

    [Test]
    public async Task What_is_still_read_stays_as_it_is()
    {
        var first = (await _reader.ReadAsync()).Buffer;
        _reader.AdvanceTo(first.Start, first.End);
        await _pipe.Writer.WriteAsync("HTTP"u8.ToArray());
        await ReadAsync(consumed: 10);
        Assert.That(Encoding.ASCII.GetString(first.ToArray()), Is.EqualTo("GET / "));
    }

    private async Task<string> ReadAsync(int consumed) => Advance(await _reader.ReadAsync(), consumed);

    private Task<string> TryReadAsync(int consumed) => Task.FromResult(_reader.TryRead(out var result) ? Advance(result, consumed) : "");

    private string Advance(in ReadResult result, int consumed)
    {
        var text = Encoding.ASCII.GetString(result.Buffer.ToArray());
        _reader.AdvanceTo(result.Buffer.GetPosition(consumed), result.Buffer.End);
        return text;
    }
}
