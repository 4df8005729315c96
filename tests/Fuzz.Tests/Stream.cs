using Abstractions;
using Contracts;
using Contracts.Vectors;
using FsCheck;
using FsCheck.Fluent;

namespace Fuzz.Tests;

/// <summary>Bytes that a client may send, and where they are cut on their way.</summary>
/// <param name="Bytes">The bytes.</param>
/// <param name="Cuts">The offsets of the cuts, ascending.</param>
internal sealed record Stream(byte[] Bytes, int[] Cuts)
{
    private static readonly Gen<byte> Octet = Gen.Choose(0, 255).Select(value => (byte)value);

    // What headers of frames are made of: junk alone hardly gets past the first of them.
    private static readonly Gen<byte> Telling = Gen.Elements<byte>(0x00, 0x01, 0x02, 0x08, 0x0A, 0x7D, 0x7E, 0x7F, 0x80, 0x81, 0x82, 0x88, 0x89, 0xC1, 0xFE, 0xFF);

    /// <summary>Junk, and the vectors of the revision: joined, flipped, cut off, doubled, spliced.</summary>
    public static Gen<Stream> Of(IAdapterSpecimen specimen)
    {
        var vector = Gen.Elements(specimen is IVectorSpecimen known ? VectorsOf(known) : MessagesOf(specimen));
        var junk = Gen.OneOf(Octet, Telling).ArrayOf();
        var joined = vector.ListOf().Select(parts => parts.Take(6).SelectMany(part => part).ToArray());
        var bytes = Gen.Frequency((1, junk), (2, joined), (6, Gen.OneOf(vector, joined).SelectMany(Mutated)), (1, Spliced(vector, vector)), (1, Spliced(vector, junk)));
        return bytes.SelectMany(all => Gen.Choose(0, all.Length).ArrayOf().Select(cuts => new Stream(all, [.. cuts.Take(8).Order()])));
    }

    public override string ToString() => $"{Convert.ToHexStringLower(Bytes)} cut at [{string.Join(", ", Cuts)}]";

    private static byte[][] VectorsOf(IVectorSpecimen specimen) =>
    [
        .. FrameVector.All
            .Where(vector => vector.IsFromClient && vector.HasExtension == specimen.HasExtension && vector.Revisions.Contains(specimen.FrameRevision) && vector.Wire.Length <= 4096)
            .Select(vector => vector.Wire.ToArray()),
    ];

    // Where nobody has written vectors.
    private static byte[][] MessagesOf(IAdapterSpecimen specimen) =>
    [
        .. new[] { 0, 1, 125, 126, 300 }.SelectMany(length => new[] { FrameKind.Text, FrameKind.Binary }.Select(kind => specimen.EncodeClientFrames([new Frame(kind, new byte[length])]))),
        specimen.EncodeClientFrames([new Frame(FrameKind.Close, default)]),
    ];

    private static Gen<byte[]> Mutated(byte[] bytes) => bytes.Length == 0
        ? Gen.Constant(bytes)
        : Gen.OneOf(
            Gen.Choose(0, (bytes.Length * 8) - 1).NonEmptyListOf().Select(bits => Flip(bytes, bits.Take(4))),
            Gen.Choose(0, bytes.Length).Select(length => bytes[..length]),
            from at in Gen.Choose(0, bytes.Length - 1)
            from octet in Gen.OneOf(Octet, Telling)
            select (byte[])[.. bytes[..at], octet, .. bytes[(at + 1)..]],
            from at in Gen.Choose(0, bytes.Length)
            from octets in Gen.OneOf(Octet, Telling).ArrayOf()
            select (byte[])[.. bytes[..at], .. octets, .. bytes[at..]],
            from start in Gen.Choose(0, bytes.Length)
            from end in Gen.Choose(start, bytes.Length)
            select (byte[])[.. bytes[..end], .. bytes[start..]]);

    private static Gen<byte[]> Spliced(Gen<byte[]> front, Gen<byte[]> back) =>
        from one in front
        from other in back
        from end in Gen.Choose(0, one.Length)
        from start in Gen.Choose(0, other.Length)
        select (byte[])[.. one[..end], .. other[start..]];

    private static byte[] Flip(byte[] bytes, IEnumerable<int> bits)
    {
        var flipped = bytes.ToArray();
        foreach (var bit in bits)
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
        return flipped;
    }
}
