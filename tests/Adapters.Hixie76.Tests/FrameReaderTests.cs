using System.Runtime.InteropServices;
using System.Text;
using Abstractions;
using Contracts;

namespace Adapters.Hixie76.Tests;

public sealed class FrameReaderTests
{
    private static readonly FrameEvent Ok = new(FrameKind.Text, "ok"u8.ToArray());

    private readonly Hixie76Specimen _specimen = new();

    // "#n" stands for n bytes of "a". Every stream ends in the text "ok", which must come out.
    [TestCase("01 FF", Description = "an empty frame without a meaning")]
    [TestCase("7F 00 00 80 FF")]
    [TestCase("01 #1000 FF 02 #1000 FF", Description = "the limit of each, twice")]
    [TestCase("80 00", Description = "length 0")]
    [TestCase("FF 01 00")]
    [TestCase("FF 02 FF 00", Description = "a close frame inside a skipped one is none")]
    [TestCase("80 87 68 #1000", Description = "1,000 bytes")]
    [TestCase("80 80 80 80 80 80 80 80 80 80 80 80 02 61 61", Description = "a length with leading zeros")]
    [TestCase("FE 87 68 #1000 80 87 68 #1000", Description = "the limit of each, twice")]
    public void Skips_frames_that_mean_nothing(string hex)
    {
        var stream = Parse(hex + " 00 6F 6B FF");
        foreach (var cuts in Cuts.Of(stream.Length))
        {
            var feeding = Feeding.Of(_specimen.CreateCodec(1000), stream, cuts);
            Assert.That(feeding.Violation, Is.Null);
            Assert.That(feeding.Events, Is.EqualTo([Ok]));
        }
    }

    // The last byte is the first one that shows what is wrong.
    [TestCase("00 #1001", Description = "text")]
    [TestCase("00 #1000 C3 A9", Description = "text, whose last code point is not cut")]
    [TestCase("00 #998 80", Description = "text, with U+FFFD counted as it is handed over")]
    [TestCase("01 #1001", Description = "a frame without a meaning that runs to 0xFF")]
    [TestCase("80 87 69", Description = "a length of 1,001")]
    [TestCase("80 FF FF", Description = "a length that is not complete, and too long already")]
    [TestCase("FF 90 80", Description = "the same of the type that closes")]
    [TestCase("80 80 80 80 80 80 80 80 80 80 81 80 80", Description = "leading zeros do not hide it")]
    public void What_is_too_big_is_refused_at_its_first_byte(string hex)
    {
        var stream = Parse(hex);
        var feeding = new Feeding(_specimen.CreateCodec(1000));
        foreach (var octet in stream[..^1])
            feeding.Feed([octet]);
        Assert.That(feeding.Violation, Is.Null, "Refused too early.");
        feeding.Feed(stream.AsSpan(stream.Length - 1));
        Assert.That(feeding.Violation?.CloseCode, Is.EqualTo(CloseCode.MessageTooBig));
        Assert.That(Feeding.Of(_specimen.CreateCodec(1000), stream).Violation?.CloseCode, Is.EqualTo(CloseCode.MessageTooBig));
    }

    [Test]
    public void The_largest_limit_does_not_let_a_length_overflow()
    {
        byte[] stream = [0x80, .. Enumerable.Repeat((byte)0xFF, 100), 0x7F];
        Assert.That(Feeding.Of(_specimen.CreateCodec(int.MaxValue), stream).Violation?.CloseCode, Is.EqualTo(CloseCode.MessageTooBig));
    }

    // hybi-00 5.3: type 0xFF and length 0, however the length is written.
    [TestCase("FF 00")]
    [TestCase("FF 80 00")]
    [TestCase("FF 80 80 80 80 80 80 80 80 80 80 00")]
    public void A_frame_of_type_ff_and_length_0_closes(string hex)
    {
        var stream = Parse("00 6F 6B FF " + hex);
        foreach (var cuts in Cuts.Of(stream.Length))
        {
            var feeding = Feeding.Of(_specimen.CreateCodec(), stream, cuts);
            Assert.That(feeding.Events, Is.EqualTo([Ok, new FrameEvent(FrameKind.Close, default)]));
        }
    }

    // Unicode 3.9, table 3-8 and its neighbours, and what a frame's end cuts off. "." stands for U+FFFD.
    [TestCase("61 F1 80 80 E1 80 C2 62 80 63 80 BF 64", "a...b.c..d")]
    [TestCase("80 BF C0 C1 F5 FE", "......")]
    [TestCase("C0 AF E0 80 BF F0 81 82 41", "........A")]
    [TestCase("ED A0 80 ED BF BF ED AF 41", "........A")]
    [TestCase("F4 91 92 93 FE 41 80 BF 42", ".....A..B")]
    [TestCase("E1 80 E2 F0 91 92 F1 BF 41", "....A")]
    [TestCase("61 C3", "a.")]
    [TestCase("E2 82", ".")]
    [TestCase("F0 9F 98", ".")]
    [TestCase("E2 82 E2 82", "..")]
    [TestCase("E2 82 AC E2 82", "\u20AC.")]
    [TestCase("C3 28", ".(")]
    [TestCase("80", ".")]
    public void One_replacement_stands_for_as_much_as_could_have_become_a_code_point(string hex, string expected)
    {
        var text = Parse(hex);
        byte[] stream = [0, .. text, 0xFF, .. "\0ok"u8, 0xFF];
        var replaced = new FrameEvent(FrameKind.Text, Encoding.UTF8.GetBytes(expected.Replace('.', '\uFFFD')));
        foreach (var cuts in Cuts.Of(stream.Length))
            Assert.That(Feeding.Of(_specimen.CreateCodec(), stream, cuts).Events, Is.EqualTo([replaced, Ok]), $"cut at {string.Join(", ", cuts)}");
    }

    [Test]
    public void Text_is_handed_over_in_place()
    {
        byte[] stream = [0, .. "whole \u20AC"u8, 0xFF, 0, .. "first "u8, 0xE2, 0x82];
        var input = stream.AsMemory();
        var codec = _specimen.CreateCodec();
        AssertInPlace(codec, ref input, offset: 1, length: 9, endOfMessage: true);
        AssertInPlace(codec, ref input, offset: 12, length: 6, endOfMessage: false);
        Assert.That(codec.TryReadFrame(ref input, out _), Is.False);
        Assert.That(input.Length, Is.EqualTo(2), "A code point that is not complete is left.");

        void AssertInPlace(IFrameCodec codec, ref Memory<byte> input, int offset, int length, bool endOfMessage)
        {
            Assert.That(codec.TryReadFrame(ref input, out var frame), Is.True);
            Assert.That(frame.EndOfMessage, Is.EqualTo(endOfMessage));
            Assert.That(MemoryMarshal.TryGetArray(frame.Payload, out var payload), Is.True);
            Assert.That((payload.Array, payload.Offset, payload.Count), Is.EqualTo((stream, offset, length)));
        }
    }

    [Test, CancelAfter(60_000)]
    public void Text_that_is_all_wrong_costs_no_more_than_its_length(CancellationToken cancellationToken)
    {
        // Were the end looked for anew with each piece, these would be some 10^13 steps.
        byte[] stream = [0, .. Enumerable.Repeat((byte)0x80, 4_000_000), 0xFF];
        var input = stream.AsMemory();
        var codec = _specimen.CreateCodec(int.MaxValue);
        var pieces = 0;
        while (codec.TryReadFrame(ref input, out _))
        {
            cancellationToken.ThrowIfCancellationRequested();
            pieces++;
        }
        Assert.That(pieces, Is.EqualTo(4_000_000));
    }

    private static byte[] Parse(string hex) =>
        [.. hex.Split(' ').SelectMany(part => part[0] == '#' ? [.. Enumerable.Repeat((byte)'a', int.Parse(part[1..], System.Globalization.CultureInfo.InvariantCulture))] : Convert.FromHexString(part))];
}
