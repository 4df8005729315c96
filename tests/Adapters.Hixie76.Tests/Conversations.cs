using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Adapters.Hixie76.Tests;

/// <summary>What a client might say: any texts, with any frames between them that mean nothing.</summary>
internal sealed record Conversation(IReadOnlyList<string> Texts, IReadOnlyList<byte[]> Noise, IReadOnlyList<int> CutsPerMille)
{
    public byte[] Encode() =>
        [.. Texts.Select(text => (byte[])[0, .. Encoding.UTF8.GetBytes(text), 0xFF]).Zip(Noise, (text, noise) => noise.Concat(text)).SelectMany(bytes => bytes)];

    public int[] CutsOf(byte[] stream) => [.. CutsPerMille.Select(cut => (int)((long)cut * stream.Length / 1000)).Order()];

    public override string ToString() => $"{string.Join(", ", Texts.Select(text => text.Length))} cut at {string.Join(", ", CutsPerMille)}";
}

internal static class Conversations
{
    private static Gen<int> Length => Gen.Frequency((12, Gen.Choose(0, 30)), (4, Gen.Choose(120, 130)), (2, Gen.Choose(250, 5000)), (1, Gen.Choose(65_530, 65_545)));

    private static Gen<Rune> CodePoint =>
        Gen.Frequency((8, Gen.Choose(0, 0x7F)), (2, Gen.Choose(0x80, 0x7FF)), (2, Gen.Choose(0x800, 0xD7FF)), (1, Gen.Choose(0xE000, 0xFFFF)), (1, Gen.Choose(0x10000, 0x10FFFF)))
            .Select(value => new Rune(value));

    private static Gen<string> Text =>
        from length in Length
        from runes in CodePoint.ArrayOf(length)
        select string.Concat(runes);

    private static Gen<byte> Octet => Gen.Choose(0, 255).Select(value => (byte)value);

    private static Gen<byte[]> Noise => Gen.Frequency((4, Gen.Constant(Array.Empty<byte>())), (1, NoiseToEnd), (1, NoiseByLength));

    private static Gen<byte[]> NoiseToEnd =>
        from type in Gen.Choose(0x01, 0x7F)
        from bytes in Length.SelectMany(length => Gen.Choose(0, 0xFE).Select(value => (byte)value).ArrayOf(length))
        select (byte[])[(byte)type, .. bytes, 0xFF];

    // 0xFF with length 0 would close.
    private static Gen<byte[]> NoiseByLength =>
        from type in Gen.Choose(0x80, 0xFF)
        from bytes in Length.SelectMany(length => Octet.ArrayOf(length))
        select type == 0xFF && bytes.Length == 0 ? [] : (byte[])[(byte)type, .. Client.EncodeLength(bytes.Length), .. bytes];

    private static Gen<int[]> Places(int most) => Gen.Choose(0, most).SelectMany(count => Gen.Choose(0, 1000).ArrayOf(count));

    public static Arbitrary<Conversation> Any =>
        (from count in Gen.Choose(1, 8)
         from texts in Text.ArrayOf(count)
         from noise in Noise.ArrayOf(count)
         from cuts in Places(20)
         select new Conversation(texts, noise, cuts)).ToArbitrary();

    /// <summary>The bytes of a text frame: anything that does not end it, with the bytes at which some rule of UTF-8 begins or ends more often than chance.</summary>
    public static Arbitrary<(byte[] Bytes, int[] CutsPerMille)> AnyBytes =>
        (from length in Gen.Choose(0, 60)
         from bytes in Gen.Frequency((3, Gen.Choose(0, 0xFE).Select(value => (byte)value)), (4, Gen.Elements<byte>(0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC2, 0xE0, 0xE2, 0xED, 0xF0, 0xF1, 0xF4))).ArrayOf(length)
         from cuts in Places(10)
         select (bytes, cuts)).ToArbitrary();

    /// <summary>Junk in which types and ends are more often than chance.</summary>
    public static Arbitrary<(byte[] Bytes, int[] CutsPerMille)> Junk =>
        (from length in Gen.Choose(1, 400)
         from bytes in Gen.Frequency((3, Octet), (2, Gen.Elements<byte>(0x00, 0x01, 0x80, 0x81, 0xFF))).ArrayOf(length)
         from cuts in Places(5)
         select (bytes, cuts)).ToArbitrary();
}
