using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Abstractions;

namespace Micro;

/// <summary>Texts, the frames in which a client sends them, and what a codec needs to take them.</summary>
internal static class Samples
{
    private const byte Masked = 0x80;

    /// <summary>The default limits of the host.</summary>
    public static CodecLimits Limits { get; } = new() { MessageBytes = 1 << 20, MessageFragments = 1024 };

    /// <summary>Lower-case letters.</summary>
    public static byte[] Letters(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)('a' + ((i * 7) + (i >> 8)) % 26))];

    /// <summary>Text in which every third character or so takes two or three bytes, filled up with spaces.</summary>
    public static byte[] Mixed(int length) => Repeated("na\u00EFve caf\u00E9, 5 \u20AC, \u65E5\u672C\u8A9E; ", length);

    /// <summary>What services send each other: objects of the same keys with other values, cut off at the length.</summary>
    public static byte[] Json(int length)
    {
        var text = new StringBuilder("[");
        for (var i = 0; text.Length < length; i++)
        {
            var number = (uint)i * 2654435761u;
            text.Append(FormattableString.Invariant($$"""{"id":{{number % 100000}},"name":"item {{i}}","price":{{number % 9973 / 100.0}},"tags":["t{{number % 17}}","t{{number % 23}}"],"stock":{{(number % 3 == 0 ? "true" : "false")}}},"""));
        }
        return Encoding.ASCII.GetBytes(text.ToString(0, length));
    }

    /// <summary>A client's frame of RFC 6455 with the masking key zero: unmasked in place it is what it was, and can be read again.</summary>
    /// <param name="first">The first byte: FIN, RSV1 and opcode.</param>
    /// <param name="payload">The payload.</param>
    public static byte[] Frame(byte first, byte[] payload)
    {
        var frame = new byte[14 + payload.Length];
        frame[0] = first;
        var header = 2;
        if (payload.Length < 126)
        {
            frame[1] = (byte)(Masked | payload.Length);
        }
        else if (payload.Length <= ushort.MaxValue)
        {
            frame[1] = Masked | 126;
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)payload.Length);
            header = 4;
        }
        else
        {
            frame[1] = Masked | 127;
            BinaryPrimitives.WriteInt64BigEndian(frame.AsSpan(2), payload.Length);
            header = 10;
        }
        header += sizeof(uint);
        payload.CopyTo(frame, header);
        return frame[..(header + payload.Length)];
    }

    /// <summary>A message as permessage-deflate sends it (RFC 7692 7.2.1): flushed, without the four octets at the end.</summary>
    public static byte[] Deflated(byte[] text)
    {
        using var compressed = new MemoryStream();
        using var deflate = new DeflateStream(compressed, CompressionLevel.Optimal, leaveOpen: true);
        deflate.Write(text);
        deflate.Flush();
        return compressed.ToArray()[..^4];
    }

    private static byte[] Repeated(string text, int length)
    {
        var encoded = Encoding.UTF8.GetBytes(text);
        var result = new byte[length];
        result.AsSpan().Fill((byte)' ');
        for (var i = 0; i + encoded.Length <= length; i += encoded.Length)
            encoded.CopyTo(result, i);
        return result;
    }
}
