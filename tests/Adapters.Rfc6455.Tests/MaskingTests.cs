using Framing.Hybi;

namespace Adapters.Rfc6455.Tests;

public sealed class MaskingTests
{
    private static readonly byte[] Key = [0x37, 0xFA, 0x21, 0x3D];

    [Test]
    public void Equals_the_loop_of_the_rfc_for_every_length_phase_and_alignment()
    {
        var buffer = GC.AllocateArray<byte>(512, pinned: true);
        for (var length = 0; length <= 300; length++)
        {
            for (var alignment = 0; alignment < 64; alignment++)
            {
                var phase = (length + (alignment / 16)) % 4;
                new Random(length).NextBytes(buffer);
                var expected = buffer.ToArray();
                for (var i = 0; i < length; i++)
                    expected[alignment + i] ^= Key[(phase + i) % 4];
                var after = Masking.Apply(buffer.AsSpan(alignment, length), KeyAt(phase), out _);
                if (!buffer.AsSpan().SequenceEqual(expected))
                    Assert.Fail($"length {length}, phase {phase}, alignment {alignment}");
                if (after != KeyAt((phase + length) % 4))
                    Assert.Fail($"The key is out of phase after {length} bytes from phase {phase}.");
            }
        }
    }

    [Test]
    public void Pieces_are_masked_like_the_whole()
    {
        for (var length = 0; length <= 300; length += 7)
        {
            for (var cut = 0; cut <= length; cut++)
            {
                var whole = new byte[length];
                Masking.Apply(whole, KeyAt(0), out _);
                var pieces = new byte[length];
                Masking.Apply(pieces.AsSpan(cut), Masking.Apply(pieces.AsSpan(0, cut), KeyAt(0), out _), out _);
                if (!pieces.AsSpan().SequenceEqual(whole))
                    Assert.Fail($"length {length}, cut at {cut}");
            }
        }
    }

    [Test]
    public void Tells_whether_all_of_it_is_ASCII()
    {
        for (var length = 0; length <= 300; length++)
        {
            // At -1 nothing is.
            for (var other = -1; other < length; other++)
            {
                var masked = new byte[length];
                Array.Fill(masked, (byte)0x7F);
                if (other >= 0)
                    masked[other] = 0x80;
                Masking.Apply(masked, KeyAt(0), out _);
                Masking.Apply(masked, KeyAt(0), out var isAscii);
                if (isAscii != other < 0)
                    Assert.Fail($"length {length}, byte {other}");
            }
        }
    }

    private static uint KeyAt(int phase) => BitConverter.ToUInt32([Key[phase], Key[(phase + 1) % 4], Key[(phase + 2) % 4], Key[(phase + 3) % 4]]);
}
