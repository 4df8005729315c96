using Contracts;

namespace Adapters.Rfc6455.Tests;

public sealed class EarlyRefusalTests
{
    private readonly Rfc6455Specimen _specimen = new();

    // The last byte is the first one that shows what is wrong. Where a key is needed it is four zeros.
    [TestCase("C1", 1002, Description = "RSV1")]
    [TestCase("A1", 1002, Description = "RSV2")]
    [TestCase("91", 1002, Description = "RSV3")]
    [TestCase("83", 1002, Description = "reserved data opcode")]
    [TestCase("8B", 1002, Description = "reserved control opcode")]
    [TestCase("09", 1002, Description = "fragmented ping")]
    [TestCase("08", 1002, Description = "fragmented close")]
    [TestCase("80", 1002, Description = "continuation of nothing")]
    [TestCase("00", 1002, Description = "continuation of nothing")]
    [TestCase("01 80 00000000 81", 1002, Description = "text inside a message")]
    [TestCase("01 81 00000000 61 02", 1002, Description = "binary inside a message")]
    [TestCase("81 80 00000000 80", 1002, Description = "continuation after the end")]
    [TestCase("81 05", 1002, Description = "not masked")]
    [TestCase("89 00", 1002, Description = "not masked")]
    [TestCase("89 FE", 1002, Description = "ping with a longer length")]
    [TestCase("88 FF", 1002, Description = "close with a longer length")]
    [TestCase("82 FF 80", 1002, Description = "64-bit length with its top bit")]
    [TestCase("82 FE 00 7D", 1002, Description = "16 bits for 125")]
    [TestCase("82 FF 00 00 00 00 00 00 FF FF", 1002, Description = "64 bits for 65,535")]
    [TestCase("82 FE 03 E9", 1009, Description = "1,001 bytes where 1,000 may be")]
    [TestCase("82 FF 7F FF FF FF FF FF FF FF", 1009, Description = "the longest length")]
    [TestCase("02 FE 03 E8 00000000 #1000 00 81", 1009, Description = "one byte more in a continuation")]
    [TestCase("81 FE 00 C8 00000000 61 80", 1007, Description = "a lone continuation byte in an unfinished frame")]
    [TestCase("81 FE 00 C8 00000000 61 C0", 1007, Description = "overlong")]
    [TestCase("81 FE 00 C8 00000000 E2 82 61", 1007, Description = "a code point broken off")]
    [TestCase("81 FE 00 C8 00000000 ED A0", 1007, Description = "a surrogate")]
    [TestCase("01 82 00000000 F4 90", 1007, Description = "above U+10FFFF in an unfinished message")]
    [TestCase("01 81 00000000 F0 00 81 00000000 80", 1007, Description = "overlong over two fragments")]
    [TestCase("81 82 00000000 61 C3", 1007, Description = "a code point unfinished at the end")]
    [TestCase("01 81 00000000 C3 80 80 00000000", 1007, Description = "a code point unfinished at an empty end")]
    [TestCase("88 81 00000000 03", 1002, Description = "half a close code")]
    [TestCase("88 82 00000000 03 ED", 1002, Description = "1005 in a close frame")]
    [TestCase("88 83 00000000 03 E8 FF", 1007, Description = "a reason that is not UTF-8")]
    public void What_is_wrong_is_refused_at_its_first_byte(string hex, int code)
    {
        var stream = Parse(hex);
        var feeding = new Feeding(_specimen.CreateCodec(1000));
        foreach (var octet in stream[..^1])
            feeding.Feed([octet]);
        Assert.That(feeding.Violation, Is.Null, "Refused too early.");
        feeding.Feed(stream.AsSpan(stream.Length - 1));
        Assert.That(feeding.Violation?.CloseCode, Is.EqualTo(code));
        Assert.That(Feeding.Of(_specimen.CreateCodec(1000), stream).Violation?.CloseCode, Is.EqualTo(code));
    }

    // "#n" stands for n bytes of zero.
    private static byte[] Parse(string hex) =>
        [.. hex.Split(' ').SelectMany(part => part[0] == '#' ? new byte[int.Parse(part[1..], System.Globalization.CultureInfo.InvariantCulture)] : Convert.FromHexString(part))];
}
