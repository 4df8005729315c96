using System.Buffers.Binary;

namespace Host.Tests.Listening;

/// <summary>Payloads that show every byte that changes or moves: a number, and bytes that follow from it.</summary>
internal static class Pattern
{
    public static byte[] Make(int number, int length)
    {
        var payload = new byte[length];
        BinaryPrimitives.WriteInt32BigEndian(payload, number);
        for (var i = sizeof(int); i < length; i++)
            payload[i] = At(number, i);
        return payload;
    }

    public static int NumberOf(ReadOnlySpan<byte> payload) => BinaryPrimitives.ReadInt32BigEndian(payload);

    public static bool IsWhole(ReadOnlySpan<byte> payload, int number)
    {
        if (NumberOf(payload) != number)
            return false;
        for (var i = sizeof(int); i < payload.Length; i++)
        {
            if (payload[i] != At(number, i))
                return false;
        }
        return true;
    }

    private static byte At(int number, int i) => (byte)((number * 31) + (i * 7) + (i >> 8));
}
