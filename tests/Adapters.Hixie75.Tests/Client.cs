using Abstractions;

namespace Adapters.Hixie75.Tests;

/// <summary>The other end of the wire, with plain loops and nothing of the adapter. It forgives nothing.</summary>
internal static class Client
{
    public static byte[] Encode(IEnumerable<Frame> frames) => [.. frames.SelectMany(Encode)];

    /// <summary>A length in groups of seven bits, the most significant ones first.</summary>
    public static byte[] EncodeLength(long length)
    {
        var groups = new Stack<byte>();
        groups.Push((byte)(length % 128));
        while ((length /= 128) > 0)
            groups.Push((byte)(128 + (length % 128)));
        return [.. groups];
    }

    public static IReadOnlyList<Frame> Decode(ReadOnlySpan<byte> bytes)
    {
        var frames = new List<Frame>();
        while (!bytes.IsEmpty)
        {
            if (bytes[0] != 0)
                throw new FormatException($"A server may not write the type {bytes[0]:X2}.");
            var end = bytes.IndexOf((byte)0xFF);
            if (end < 0)
                throw new FormatException("The frame is cut off.");
            var text = bytes[1..end].ToArray();
            new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(text);
            frames.Add(new Frame(FrameKind.Text, text));
            bytes = bytes[(end + 1)..];
        }
        return frames;
    }

    private static byte[] Encode(Frame frame) => frame.Kind switch
    {
        FrameKind.Text => [0x00, .. frame.Payload.Span, 0xFF],
        _ => throw new FormatException($"A client has no frames of the kind {frame.Kind}."),
    };
}
