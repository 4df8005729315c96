using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Framing.Hybi;

/// <summary>Client-to-server masking (RFC 6455 5.3).</summary>
internal static class Masking
{
    /// <summary>Masks or unmasks the bytes in place.</summary>
    /// <param name="bytes">The next bytes of a payload.</param>
    /// <param name="key">The masking key as its four bytes lie in memory, the one for the first byte first.</param>
    /// <returns>The key for the byte after the last: the same one, turned.</returns>
    public static uint Apply(Span<byte> bytes, uint key)
    {
        ref var start = ref MemoryMarshal.GetReference(bytes);
        var length = (nuint)bytes.Length;
        nuint i = 0;

        // Every step is a multiple of four bytes, so the key stays in phase until the last one.
        if (Vector512.IsHardwareAccelerated)
        {
            var keys = Vector512.Create(key).AsByte();
            for (; i + (nuint)Vector512<byte>.Count <= length; i += (nuint)Vector512<byte>.Count)
                (Vector512.LoadUnsafe(ref start, i) ^ keys).StoreUnsafe(ref start, i);
        }
        if (Vector256.IsHardwareAccelerated)
        {
            var keys = Vector256.Create(key).AsByte();
            for (; i + (nuint)Vector256<byte>.Count <= length; i += (nuint)Vector256<byte>.Count)
                (Vector256.LoadUnsafe(ref start, i) ^ keys).StoreUnsafe(ref start, i);
        }
        if (Vector128.IsHardwareAccelerated)
        {
            var keys = Vector128.Create(key).AsByte();
            for (; i + (nuint)Vector128<byte>.Count <= length; i += (nuint)Vector128<byte>.Count)
                (Vector128.LoadUnsafe(ref start, i) ^ keys).StoreUnsafe(ref start, i);
        }
        for (; i + sizeof(uint) <= length; i += sizeof(uint))
        {
            ref var four = ref Unsafe.Add(ref start, i);
            Unsafe.WriteUnaligned(ref four, Unsafe.ReadUnaligned<uint>(ref four) ^ key);
        }
        for (; i < length; i++)
        {
            Unsafe.Add(ref start, i) ^= FirstByte(key);
            key = Turn(key);
        }
        return key;
    }

    private static byte FirstByte(uint key) => BitConverter.IsLittleEndian ? (byte)key : (byte)(key >> 24);

    private static uint Turn(uint key) => BitConverter.IsLittleEndian ? BitOperations.RotateRight(key, 8) : BitOperations.RotateLeft(key, 8);
}
