using System.Text;

namespace Host.Tests.Connections;

/// <summary>A client's frames, masked, written with plain loops.</summary>
internal static class ClientFrame
{
    private static readonly byte[] Mask = [0x37, 0xFA, 0x21, 0x3D];

    public static byte[] Text(string text, bool final = true) => Of(0x1, Encoding.UTF8.GetBytes(text), final);

    public static byte[] Binary(byte[] payload, bool final = true) => Of(0x2, payload, final);

    public static byte[] Continuation(string text, bool final) => Of(0x0, Encoding.UTF8.GetBytes(text), final);

    public static byte[] Ping(string payload) => Of(0x9, Encoding.UTF8.GetBytes(payload));

    public static byte[] Close(int? code = 1000, string reason = "") =>
        Of(0x8, code is { } c ? [(byte)(c >> 8), (byte)c, .. Encoding.UTF8.GetBytes(reason)] : []);

    public static byte[] Of(int opcode, byte[] payload, bool final = true)
    {
        List<byte> bytes = [(byte)((final ? 0x80 : 0) | opcode)];
        if (payload.Length < 126)
            bytes.Add((byte)(0x80 | payload.Length));
        else if (payload.Length < 65536)
            bytes.AddRange([0x80 | 126, (byte)(payload.Length >> 8), (byte)payload.Length]);
        else
            bytes.AddRange([0x80 | 127, 0, 0, 0, 0, (byte)(payload.Length >> 24), (byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length]);
        bytes.AddRange(Mask);
        for (var i = 0; i < payload.Length; i++)
            bytes.Add((byte)(payload[i] ^ Mask[i % 4]));
        return [.. bytes];
    }
}
