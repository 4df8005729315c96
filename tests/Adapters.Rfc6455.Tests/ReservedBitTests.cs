using System.Buffers;
using Abstractions;
using Contracts;
using Framing.Hybi;

namespace Adapters.Rfc6455.Tests;

/// <summary>RSV1 as an extension of messages uses it (RFC 7692 6); without one, <see cref="EarlyRefusalTests"/> has it refused.</summary>
public sealed class ReservedBitTests
{
    private const int Limit = 1000;

    [Test]
    public void A_message_with_rsv1_is_handed_over_as_it_came([Values] Cutting cutting)
    {
        // No UTF-8, and longer than a message may be: neither is known before the extension has had it.
        var payload = Enumerable.Repeat((byte)0xFF, Limit + 1).ToArray();
        byte[] stream = [.. Masked(0x41, payload), .. Masked(0x80, payload)];
        foreach (var cuts in cutting.Of(stream.Length))
        {
            var codec = new ExtendedCodec();
            var feeding = Feeding.Of(codec, stream, cuts);
            Assert.That(feeding.Events, Is.EqualTo([new FrameEvent(FrameKind.Text, (byte[])[.. payload, .. payload])]), feeding.Violation?.Message);
            Assert.That(codec.Marks, Is.Not.Empty.And.All.True);
        }
    }

    [Test]
    public void A_message_without_it_is_read_as_ever()
    {
        byte[] marked = [.. Masked(0xC2, [1]), .. Masked(0x89, [])];

        Assert.That(Read([.. marked, .. Masked(0x81, "plain"u8.ToArray())]).Marks, Is.EqualTo([true, true, false]));
        Assert.That(Violation([.. marked, .. Masked(0x81, [0xFF])]), Is.EqualTo(CloseCode.InvalidPayload));
        Assert.That(Violation([.. marked, .. Masked(0x82, new byte[Limit + 1])]), Is.EqualTo(CloseCode.MessageTooBig));
    }

    [TestCase("C9", Description = "ping")]
    [TestCase("C8", Description = "close")]
    [TestCase("41 80 00000000 C0", Description = "continuation")]
    [TestCase("E1", Description = "RSV2")]
    [TestCase("91", Description = "RSV3")]
    public void It_may_stand_nowhere_else(string hex) =>
        Assert.That(Violation(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))), Is.EqualTo(CloseCode.ProtocolError));

    [Test]
    public void It_is_written_on_the_first_frame_of_a_message_only()
    {
        var writer = new FrameWriter(HybiVersion.Version13);
        var output = new ArrayBufferWriter<byte>();
        writer.Write(new Frame(FrameKind.Text, default, endOfMessage: false), output, rsv1: true);
        writer.Write(new Frame(FrameKind.Ping, default), output, rsv1: true);
        writer.Write(new Frame(FrameKind.Text, default), output, rsv1: true);
        writer.Write(new Frame(FrameKind.Binary, default), output, rsv1: true);
        writer.Write(new Frame(FrameKind.Text, default), output);

        Assert.That(Convert.ToHexString(output.WrittenSpan), Is.EqualTo("4100" + "8900" + "8000" + "C200" + "8100"));
    }

    private static byte[] Masked(byte first, byte[] payload)
    {
        byte[] length = payload.Length < 126 ? [(byte)(0x80 | payload.Length)] : [0xFE, (byte)(payload.Length >> 8), (byte)payload.Length];
        return [first, .. length, 0, 0, 0, 0, .. payload];
    }

    private static ushort? Violation(byte[] stream) => Feeding.Of(new ExtendedCodec(), stream).Violation?.CloseCode;

    private static ExtendedCodec Read(byte[] stream)
    {
        var codec = new ExtendedCodec();
        Assert.That(Feeding.Of(codec, stream).Violation, Is.Null);
        return codec;
    }

    /// <summary>A codec with an extension that leaves messages as they are, and notes whether RSV1 was set when a frame came out.</summary>
    private sealed class ExtendedCodec : IFrameCodec
    {
        private FrameReader _reader = new(HybiVersion.Version13, new CodecLimits { MessageBytes = Limit, MessageFragments = 10 }, allowsRsv1: true);

        public List<bool> Marks { get; } = [];

        public object? SharingKey => null;

        public bool CanWrite(FrameKind kind) => false;

        public bool TryReadFrame(ref Memory<byte> input, out Frame frame)
        {
            if (!_reader.TryRead(ref input, out frame))
                return false;
            Marks.Add(_reader.HasRsv1);
            return true;
        }

        public void WriteFrame(in Frame frame, IBufferWriter<byte> output) => throw new NotSupportedException();
    }
}
