using Framing.Hybi;

namespace Adapters.Rfc6455.Tests;

public sealed class Utf8ValidatorTests
{
    // All bytes at which some rule of UTF-8 begins or ends.
    private static readonly byte[] Edges =
        [0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF];

    [Test]
    public void Agrees_with_the_grammar_on_all_sequences_of_up_to_three_bytes()
    {
        Span<byte> bytes = stackalloc byte[3];
        for (var sequence = 0; sequence < 1 << 24; sequence++)
        {
            bytes[0] = (byte)(sequence >> 16);
            bytes[1] = (byte)(sequence >> 8);
            bytes[2] = (byte)sequence;
            AssertAgrees(bytes);
            if (bytes[2] == 0)
                AssertAgrees(bytes[..2]);
            if (bytes[1] == 0 && bytes[2] == 0)
                AssertAgrees(bytes[..1]);
        }
    }

    [Test]
    public void Agrees_with_the_grammar_on_edges_of_four_bytes()
    {
        foreach (var first in Edges)
        {
            foreach (var second in Edges)
            {
                foreach (var third in Edges)
                {
                    foreach (var fourth in Edges)
                        AssertAgrees([first, second, third, fourth]);
                }
            }
        }
    }

    [Test]
    public void Agrees_with_the_grammar_on_long_texts_spoilt_in_one_place()
    {
        var text = System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("a\u00E9\u20AC\U0001F600 plain text of some length; ", 4)));
        for (var at = 0; at < text.Length; at++)
        {
            foreach (var edge in Edges)
            {
                var spoilt = text.ToArray();
                spoilt[at] = edge;
                var expected = Expected(spoilt);
                for (var cut = 0; cut <= spoilt.Length; cut += 3)
                {
                    var validator = new Utf8Validator();
                    var accepts = validator.Accepts(spoilt.AsSpan(0, cut)) && validator.Accepts(spoilt.AsSpan(cut));
                    if ((accepts, accepts && validator.IsComplete) != expected)
                        Assert.Fail($"{edge:X2} at {at}, cut at {cut}");
                }
            }
        }
    }

    // Every bit of the mask is a place to cut.
    private static void AssertAgrees(ReadOnlySpan<byte> bytes)
    {
        var expected = Expected(bytes);
        for (var cuts = 0; cuts < 1 << (bytes.Length - 1); cuts++)
        {
            var validator = new Utf8Validator();
            var accepts = true;
            var start = 0;
            for (var end = 1; end <= bytes.Length && accepts; end++)
            {
                if (end < bytes.Length && (cuts & (1 << (end - 1))) == 0)
                    continue;
                accepts = validator.Accepts(bytes[start..end]);
                start = end;
                // At the first impossible byte, and not at a later one.
                if (accepts != Expected(bytes[..end]).Accepts)
                    Assert.Fail($"{Convert.ToHexString(bytes)} after {end} bytes, cut at {cuts:b}");
            }
            if ((accepts, accepts && validator.IsComplete) != expected)
                Assert.Fail($"{Convert.ToHexString(bytes)} cut at {cuts:b}");
        }
    }

    // RFC 3629 4, byte for byte.
    private static (bool Accepts, bool IsComplete) Expected(ReadOnlySpan<byte> bytes)
    {
        var tails = 0;
        var (low, high) = (0x80, 0xBF);
        foreach (var octet in bytes)
        {
            if (tails > 0)
            {
                if (octet < low || octet > high)
                    return (false, false);
                tails--;
                (low, high) = (0x80, 0xBF);
                continue;
            }
            switch (octet)
            {
                case <= 0x7F:
                    break;
                case >= 0xC2 and <= 0xDF:
                    tails = 1;
                    break;
                case >= 0xE0 and <= 0xEF:
                    tails = 2;
                    (low, high) = octet switch { 0xE0 => (0xA0, 0xBF), 0xED => (0x80, 0x9F), _ => (0x80, 0xBF) };
                    break;
                case >= 0xF0 and <= 0xF4:
                    tails = 3;
                    (low, high) = octet switch { 0xF0 => (0x90, 0xBF), 0xF4 => (0x80, 0x8F), _ => (0x80, 0xBF) };
                    break;
                default:
                    return (false, false);
            }
        }
        return (true, tails == 0);
    }
}
