using System.Buffers;
using Host.Connections;

namespace Host.Tests.Connections;

/// <summary>Who holds an encoded message, and where its memory goes.</summary>
public sealed class SharedFrameTests
{
    [Test]
    public void Its_memory_goes_back_when_the_last_one_lets_go_and_not_before()
    {
        var pool = new StrictPool();
        var frame = Frame(pool, 1000);
        frame.Hold();
        frame.Release();
        Assert.That(pool.Rented, Is.EqualTo(1));
        frame.Release();
        Assert.That(pool.Rented, Is.Zero);
    }

    [Test]
    public void Many_threads_let_go_and_one_of_them_is_the_last()
    {
        var pool = new StrictPool();
        for (var round = 0; round < 1000; round++)
        {
            var frame = Frame(pool, 10);
            for (var i = 0; i < 8; i++)
                frame.Hold();
            Parallel.For(0, 8, _ => frame.Release());
            Assert.That((frame.Holders, pool.Rented), Is.EqualTo((1, 1)));
            frame.Release();
            Assert.That(pool.Rented, Is.Zero);
        }
    }

    [Test]
    public void It_grows_while_it_is_written_and_keeps_what_was_written()
    {
        var pool = new StrictPool();
        var frame = SharedFrame.Rent(pool);
        for (var i = 0; i < 10_000; i++)
            frame.Write([(byte)i]);
        Assert.That(frame.Bytes, Is.EqualTo(Enumerable.Range(0, 10_000).Select(i => (byte)i)));
        Assert.That((pool.Rented, pool.Rents), Is.EqualTo((1, 7)), "256 bytes, and twice as many six times");
        frame.Release();
        Assert.That(pool.Rented, Is.Zero);
    }

    [Test]
    public void A_frame_that_was_given_back_begins_empty()
    {
        var pool = new StrictPool();
        for (var i = 0; i < 10; i++)
        {
            var frame = SharedFrame.Rent(pool);
            Assert.That((frame.Length, frame.Holders, frame.Bytes.Count), Is.EqualTo((0, 1, 0)));
            frame.Write(new byte[100]);
            frame.Release();
        }
    }

    [Test]
    public void A_buffer_lets_go_of_what_is_taken_dropped_and_cleared([Values(0, 10)] int ownBytes)
    {
        var frame = Frame(new StrictPool(), 1000);
        var buffer = new FrameBuffer();
        buffer.TrackFrames();
        for (var i = 0; i < 5; i++)
        {
            AddOwn(buffer, ownBytes, isData: false);
            buffer.Append(frame);
            buffer.EndFrame(frame.Length, isData: true);
        }
        Assert.That((frame.Holders, buffer.Length), Is.EqualTo((6, 5 * (1000 + ownBytes))));

        Assert.That(buffer.DropOldest(), Is.EqualTo(1000));
        Assert.That(frame.Holders, Is.EqualTo(5), "dropped");
        while (buffer.NextLength != 1000)
            Take(buffer).Release();
        var chunk = Take(buffer);
        Assert.That(chunk.Bytes.Array, Is.SameAs(frame.Bytes.Array));
        Assert.That(frame.Holders, Is.EqualTo(5), "taken, but not released");
        chunk.Release();
        Assert.That(frame.Holders, Is.EqualTo(4), "released");
        buffer.Clear();
        Assert.That((frame.Holders, buffer.Length, buffer.NextLength), Is.EqualTo((1, 0, 0)), "cleared");
    }

    [Test]
    public void Control_frames_around_a_dropped_one_are_kept_and_come_first()
    {
        var frame = Frame(new StrictPool(), 1000);
        var buffer = new FrameBuffer();
        buffer.TrackFrames();
        AddOwn(buffer, 1, isData: false);
        buffer.Append(frame);
        buffer.EndFrame(frame.Length, isData: true);
        AddOwn(buffer, 2, isData: true);
        AddOwn(buffer, 3, isData: false);
        AddOwn(buffer, 4, isData: true);
        Assert.That(buffer.DropOldest(), Is.EqualTo(1000));
        Assert.That(frame.Holders, Is.EqualTo(1));
        Assert.That(buffer.DropOldest(), Is.EqualTo(2));
        Assert.That(buffer.DropOldest(), Is.EqualTo(4));
        Assert.That((buffer.Length, buffer.NextLength), Is.EqualTo((4, 4)));
        var chunk = Take(buffer);
        Assert.That(chunk.Bytes, Is.EqualTo(new byte[] { 1, 3, 3, 3 }));
        Assert.That(buffer.IsEmpty);
        chunk.Release();
    }

    [Test]
    public void What_a_buffer_writes_behind_a_shared_frame_is_not_in_the_memory_of_the_frame()
    {
        var frame = Frame(new StrictPool(), 10);
        var (one, other) = (new FrameBuffer(), new FrameBuffer());
        one.Append(frame);
        other.Append(frame);
        AddOwn(one, 5, isData: true);
        AddOwn(other, 6, isData: true);
        Assert.That(TakeAll(one), Is.EqualTo(frame.Bytes.Concat(Enumerable.Repeat((byte)5, 5))));
        Assert.That(TakeAll(other), Is.EqualTo(frame.Bytes.Concat(Enumerable.Repeat((byte)6, 6))));
        Assert.That(frame.Holders, Is.EqualTo(1));
    }

    [Test]
    public void A_frame_of_nothing_is_nobodys()
    {
        var frame = SharedFrame.Rent(new StrictPool());
        var buffer = new FrameBuffer();
        buffer.Append(frame);
        Assert.That((frame.Holders, buffer.NextLength, buffer.TryTake(out _)), Is.EqualTo((1, 0, false)));
        frame.Release();
    }

    private static SharedFrame Frame(StrictPool pool, int length)
    {
        var frame = SharedFrame.Rent(pool);
        frame.Write(new byte[length]);
        return frame;
    }

    private static void AddOwn(FrameBuffer buffer, int length, bool isData)
    {
        buffer.Write(Enumerable.Repeat((byte)length, length).ToArray());
        buffer.EndFrame(length, isData);
    }

    private static Chunk Take(FrameBuffer buffer)
    {
        var before = (buffer.Length, buffer.NextLength);
        Assert.That(buffer.TryTake(out var chunk));
        Assert.That((buffer.Length + chunk.Length, chunk.Length), Is.EqualTo(before));
        return chunk;
    }

    private static List<byte> TakeAll(FrameBuffer buffer)
    {
        var bytes = new List<byte>();
        while (buffer.TryTake(out var chunk))
        {
            bytes.AddRange(chunk.Bytes);
            chunk.Release();
        }
        return bytes;
    }
}
