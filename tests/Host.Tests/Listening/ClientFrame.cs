using System.Buffers.Binary;
using System.Text;

namespace Host.Tests.Listening;

/// <summary>Frames as a client writes them (RFC 6455 5.2), with nothing of the adapter.</summary>
internal static class ClientFrame
{
    private static readonly byte[] Key = [0x37, 0xFA, 0x21, 0x3D];

    public static byte[] Text(string text, bool final = true) => Make(1, Encoding.UTF8.GetBytes(text), final);

    public static byte[] Binary(byte[] payload, bool final = true) => Make(2, payload, final);

    public static byte[] Continuation(byte[] payload, bool final) => Make(0, payload, final);

    public static byte[] Ping(string text) => Make(9, Encoding.UTF8.GetBytes(text));

    public static byte[] Close() => Make(8, []);

    public static byte[] Close(int code, string reason = "") => Make(8, [(byte)(code >> 8), (byte)code, .. Encoding.UTF8.GetBytes(reason)]);

    public static byte[] Make(int opcode, byte[] payload, bool final = true)
    {
        var lengthBytes = payload.Length < 126 ? 0 : payload.Length <= ushort.MaxValue ? 2 : 8;
        var frame = new byte[2 + lengthBytes + Key.Length + payload.Length];
        frame[0] = (byte)(final ? 0x80 | opcode : opcode);
        frame[1] = (byte)(0x80 | (lengthBytes switch { 0 => payload.Length, 2 => 126, _ => 127 }));
        if (lengthBytes == 2)
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)payload.Length);
        else if (lengthBytes == 8)
            BinaryPrimitives.WriteInt64BigEndian(frame.AsSpan(2), payload.Length);
        Key.CopyTo(frame, 2 + lengthBytes);
        for (var i = 0; i < payload.Length; i++)
            frame[2 + lengthBytes + Key.Length + i] = (byte)(payload[i] ^ Key[i % Key.Length]);
        return frame;
    }
}
