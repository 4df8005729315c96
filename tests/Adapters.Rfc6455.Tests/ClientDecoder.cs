using Abstractions;

namespace Adapters.Rfc6455.Tests;

/// <summary>A server's frames, read from RFC 6455 5.2 by a client that forgives nothing.</summary>
internal static class ClientDecoder
{
    public static IReadOnlyList<Frame> Decode(ReadOnlySpan<byte> bytes) => [.. DecodeMarked(bytes, marks: 0).Select(item => item.Frame)];

    /// <summary>Reads frames of which some may have RSV1 set.</summary>
    public static IReadOnlyList<(Frame Frame, bool HasRsv1)> DecodeMarked(ReadOnlySpan<byte> bytes) => DecodeMarked(bytes, marks: 0x40);

    private static List<(Frame Frame, bool HasRsv1)> DecodeMarked(ReadOnlySpan<byte> bytes, int marks)
    {
        var frames = new List<(Frame, bool)>();
        FrameKind? message = null;
        for (var at = 0; at < bytes.Length;)
        {
            var first = bytes[at++];
            var second = bytes[at++];
            var final = first >= 0x80;
            Require((first & 0x70 & ~marks) == 0, "a reserved bit is set");
            Require(second < 0x80, "a server's frame is masked");
            long length = second;
            if (second >= 126)
            {
                var octets = second == 126 ? 2 : 8;
                length = 0;
                for (var i = 0; i < octets; i++)
                    length = (length << 8) | bytes[at++];
                Require(length >= (octets == 2 ? 126 : 65536), "the length is not in its shortest form");
            }
            Require(length <= bytes.Length - at, "the frame is cut off");
            var kind = Kind(first & 0x0F, message);
            if (kind is FrameKind.Text or FrameKind.Binary)
                message = final ? null : kind;
            else
                Require(final && length <= 125, "a control frame is fragmented or too long");
            frames.Add((new Frame(kind, bytes.Slice(at, (int)length).ToArray(), final), (first & 0x40) != 0));
            at += (int)length;
        }
        return frames;
    }

    private static FrameKind Kind(int opcode, FrameKind? message)
    {
        Require(opcode is not (1 or 2) || message is null, "a message begins inside another one");
        return opcode switch
        {
            0 => message ?? throw new FormatException("a continuation of nothing"),
            1 => FrameKind.Text,
            2 => FrameKind.Binary,
            8 => FrameKind.Close,
            9 => FrameKind.Ping,
            10 => FrameKind.Pong,
            _ => throw new FormatException("a reserved opcode"),
        };
    }

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
            throw new FormatException(otherwise);
    }
}
