using System.Buffers;
using System.Text;
using Abstractions;
using Contracts;

namespace Adapters.Hixie76.Tests;

public sealed class FrameWriterTests
{
    private IFrameCodec _codec = null!;

    [SetUp]
    public void MakeCodec() => _codec = new Hixie76Specimen().CreateCodec();

    [Test]
    public void The_pieces_of_a_message_are_one_frame()
    {
        Assert.That(Hex(Text("Hel"u8, end: false)), Is.EqualTo("0048656c"));
        Assert.That(Hex(Text([], end: false)), Is.Empty);
        Assert.That(Hex(Text("lo"u8)), Is.EqualTo("6c6fff"));
        Assert.That(Hex(Text("next"u8)), Is.EqualTo("006e657874ff"));
        Assert.That(Hex(Text([], end: false)) + Hex(Text([])), Is.EqualTo("00ff"));
    }

    [Test]
    public void A_message_is_asked_room_for_at_once()
    {
        var output = new CountingWriter();
        _codec.WriteFrame(Text(new byte[10_000]), output);
        Assert.That(output.Requests, Is.EqualTo([10_002]));
    }

    [Test]
    public void A_close_is_two_bytes_whatever_its_code() =>
        Assert.That(Hex(new Frame(FrameKind.Close, (byte[])[0x03, 0xE8, 0x62])), Is.EqualTo("ff00"));

    [Test]
    public void A_close_payload_that_is_too_long_is_misuse() =>
        Assert.That(() => Hex(new Frame(FrameKind.Close, new byte[126])), Throws.ArgumentException);

    [Test]
    public void A_close_cannot_stand_inside_a_message()
    {
        Hex(Text("unfinished"u8, end: false));
        var output = new ArrayBufferWriter<byte>();
        Assert.That(() => _codec.WriteFrame(new Frame(FrameKind.Close, default), output), Throws.InvalidOperationException.With.Message.Contains("unfinished"));
        Assert.That(output.WrittenCount, Is.Zero);
    }

    [TestCase(FrameKind.Binary)]
    [TestCase(FrameKind.Ping)]
    [TestCase(FrameKind.Pong)]
    public void What_it_cannot_carry_is_refused_by_the_revisions_name(FrameKind kind) =>
        Assert.That(() => Hex(new Frame(kind, default)), Throws.InvalidOperationException.With.Message.Contains("Hixie-76").And.Message.Contains(kind.ToString()));

    [Test]
    public void All_connections_share_a_key_but_inside_a_message()
    {
        var key = _codec.SharingKey;
        Assert.That(key, Is.Not.Null.And.SameAs(new Hixie76Specimen().CreateCodec().SharingKey));
        Hex(Text("a"u8, end: false));
        Assert.That(_codec.SharingKey, Is.Null);
        Hex(Text("b"u8));
        Assert.That(_codec.SharingKey, Is.SameAs(key));
    }

    [TestCase("FF")]
    [TestCase("61 FF 00 62")]
    [TestCase("FF 00 FF")]
    [TestCase("C3")]
    [TestCase("61 E2 82")]
    [TestCase("F0 9F 98 80 FF E2 82 AC")]
    [TestCase("E1 80 E2 F0 91 92 F1 BF 41")]
    [TestCase("C3 A9 E2 82 AC F0 9F 98 80")]
    public void Text_that_is_not_utf8_cannot_break_the_stream_wherever_it_is_cut(string hex)
    {
        var text = Convert.FromHexString(hex.Replace(" ", ""));
        var expected = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text));
        AssertWritten(Text(text));
        for (var first = 0; first <= text.Length; first++)
        {
            for (var second = first; second <= text.Length; second++)
                AssertWritten(Text(text.AsSpan(..first), end: false), Text(text.AsSpan(first..second), end: false), Text(text.AsSpan(second..)));
        }

        void AssertWritten(params Frame[] frames)
        {
            var written = _codec.Write([.. frames, Text("next"u8)]);
            Assert.That(FrameEvent.Join(Client.Decode(written)), Is.EqualTo([new FrameEvent(FrameKind.Text, expected), new FrameEvent(FrameKind.Text, "next"u8.ToArray())]));
        }
    }

    [Test]
    public void What_is_held_of_a_code_point_ends_with_its_message()
    {
        Assert.That(Hex(Text([0xE2], end: false)), Is.EqualTo("00"));
        Assert.That(Hex(Text([0x82], end: false)), Is.Empty);
        Assert.That(Hex(Text([])), Is.EqualTo("efbfbdff"));
        Assert.That(Hex(Text([0xAC], end: false)), Is.EqualTo("00efbfbd"));
        Assert.That(Hex(Text([])), Is.EqualTo("ff"));
    }

    private static Frame Text(ReadOnlySpan<byte> text, bool end = true) => new(FrameKind.Text, text.ToArray(), end);

    private string Hex(Frame frame) => Convert.ToHexStringLower(_codec.Write(frame));

    private sealed class CountingWriter : IBufferWriter<byte>
    {
        public List<int> Requests { get; } = [];

        public void Advance(int count)
        {
        }

        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            Requests.Add(sizeHint);
            return new byte[sizeHint];
        }

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
