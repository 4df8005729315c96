using System.Buffers;
using Abstractions;
using NUnit.Framework.Internal;

namespace Contracts.Tests;

/// <summary>The feeding finds a codec that does what its port forbids. The frames here: a length, then so many bytes.</summary>
public sealed class FeedingTests
{
    private static readonly byte[] Stream = [2, (byte)'a', (byte)'b', 1, (byte)'c'];

    [Test]
    public void Carries_what_is_left_in_front_of_the_next_bytes([Values] Cutting cutting)
    {
        foreach (var cuts in cutting.Of(Stream.Length))
        {
            var events = Feeding.Of(new Codec(), Stream, cuts).Events;
            Assert.That(events, Is.EqualTo([new FrameEvent(FrameKind.Text, "ab"u8.ToArray()), new FrameEvent(FrameKind.Text, "c"u8.ToArray())]));
        }
    }

    [Test]
    public void Stops_after_a_close_frame()
    {
        var feeding = Feeding.Of(new Codec { Kind = FrameKind.Close }, Stream);
        Assert.That(feeding.IsClosed, Is.True);
        Assert.That(feeding.Events, Has.Count.EqualTo(1));
    }

    [Test]
    public void Notes_a_violation() =>
        Assert.That(Feeding.Of(new Codec { Fault = _ => throw new ProtocolException(CloseCode.ProtocolError, "") }, [1]).Violation?.CloseCode, Is.EqualTo(CloseCode.ProtocolError));

    [Test]
    public void Finds_bytes_that_were_changed_and_left() => AssertFinds(input => input.Span[0] = 7);

    [Test]
    public void Finds_a_rest_that_is_not_of_the_input() => AssertFinds(input => input.ToArray());

    [Test]
    public void Finds_a_rest_that_is_cut_at_its_end() => AssertFinds(input => input[..^1]);

    [Test]
    public void Finds_a_rest_that_is_too_long()
    {
        using (new TestExecutionContext.IsolatedContext())
            Assert.That(() => Feeding.Of(new Codec { Fault = input => input }, new byte[257]), Throws.TypeOf<AssertionException>());
    }

    [Test]
    public void Finds_a_close_code_that_cannot_be_sent()
    {
        using (new TestExecutionContext.IsolatedContext())
            Assert.That(() => Feeding.Of(new Codec { Fault = _ => throw new ProtocolException(CloseCode.AbnormalClosure, "") }, [1]), Throws.TypeOf<AssertionException>());
    }

    [Test]
    public void Finds_an_endless_loop()
    {
        using (new TestExecutionContext.IsolatedContext())
            Assert.That(() => Feeding.Of(new Codec { IsEndless = true }, [1]), Throws.TypeOf<AssertionException>());
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(1024)]
    [TestCase(1025)]
    [TestCase(70_000)]
    public void Cuts_are_inside_the_stream_and_in_order(int length)
    {
        foreach (var cuts in Cuts.Of(length))
        {
            Assert.That(cuts, Is.Ordered.And.Unique);
            Assert.That(cuts, Has.All.GreaterThan(0).And.All.LessThan(length));
        }
        var offsets = Cutting.AtEveryOffset.Of(length).Count();
        Assert.That(offsets, Is.EqualTo(length > 1024 ? 64 : Math.Max(length - 1, 0)));
    }

    private static void AssertFinds(Action<Memory<byte>> change) => AssertFinds(input =>
    {
        change(input);
        return input;
    });

    private static void AssertFinds(Func<Memory<byte>, Memory<byte>> fault)
    {
        using (new TestExecutionContext.IsolatedContext())
            Assert.That(() => Feeding.Of(new Codec { Fault = fault }, [3, 1]), Throws.TypeOf<AssertionException>());
    }

    private sealed class Codec : IFrameCodec
    {
        public FrameKind Kind { get; init; } = FrameKind.Text;

        /// <summary>What it does in place of reading.</summary>
        public Func<Memory<byte>, Memory<byte>>? Fault { get; init; }

        public bool IsEndless { get; init; }

        public object? SharingKey => null;

        public bool CanWrite(FrameKind kind) => false;

        public bool TryReadFrame(ref Memory<byte> input, out Frame frame)
        {
            frame = new Frame(Kind, default);
            if (IsEndless)
                return true;
            if (Fault is not null)
                input = Fault(input);
            if (Fault is not null || input.IsEmpty || input.Length <= input.Span[0])
                return false;
            var length = input.Span[0];
            frame = new Frame(Kind, input.Slice(1, length));
            input = input[(1 + length)..];
            return true;
        }

        public void WriteFrame(in Frame frame, IBufferWriter<byte> output) => throw new InvalidOperationException("It only reads.");
    }
}
