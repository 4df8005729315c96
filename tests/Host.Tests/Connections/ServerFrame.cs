using System.Buffers.Binary;
using System.Text;

namespace Host.Tests.Connections;

/// <summary>A frame as a client reads it: plain RFC 6455, unmasked.</summary>
internal sealed record ServerFrame(int Opcode, byte[] Payload)
{
    public string Text => Encoding.UTF8.GetString(Payload);

    public int CloseCode => BinaryPrimitives.ReadUInt16BigEndian(Payload);

    public static IReadOnlyList<ServerFrame> Parse(ReadOnlySpan<byte> bytes)
    {
        var frames = new List<ServerFrame>();
        while (!bytes.IsEmpty)
        {
            var opcode = bytes[0] & 0x0F;
            long length = bytes[1];
            var header = 2;
            if (length == 126)
                (length, header) = (BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]), 4);
            else if (length == 127)
                (length, header) = (BinaryPrimitives.ReadInt64BigEndian(bytes[2..]), 10);
            frames.Add(new ServerFrame(opcode, bytes.Slice(header, (int)length).ToArray()));
            bytes = bytes[(header + (int)length)..];
        }
        return frames;
    }
}
