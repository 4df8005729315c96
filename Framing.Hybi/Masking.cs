using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Framing.Hybi;

/// <summary>Client-to-server masking (RFC 6455 5.3).</summary>
internal static class Masking
{
    private const ulong NotAscii = 0x8080_8080_8080_8080;

    /// <summary>Unmasks the bytes in place.</summary>
    /// <param name="bytes">The next bytes of a payload.</param>
    /// <param name="key">The masking key as its four bytes lie in memory, the one for the first byte first.</param>
    /// <param name="isAscii">Whether all of them, unmasked, are ASCII: they are looked at here, once for both.</param>
    /// <returns>The key for the byte after the last: the same one, turned.</returns>
    public static uint Apply(Span<byte> bytes, uint key, out bool isAscii)
    {
        ref var start = ref MemoryMarshal.GetReference(bytes);
        var length = (nuint)bytes.Length;
        nuint i = 0;
        ulong seen = 0;

        // Every step is a multiple of four bytes, so the key stays in phase until the last one.
        if (length >= (nuint)Vector128<byte>.Count)
            i = ApplyToVectors(ref start, length, key, ref seen);
        for (; i + sizeof(uint) <= length; i += sizeof(uint))
        {
            ref var four = ref Unsafe.Add(ref start, i);
            var unmasked = Unsafe.ReadUnaligned<uint>(ref four) ^ key;
            Unsafe.WriteUnaligned(ref four, unmasked);
            seen |= unmasked;
        }
        for (; i < length; i++)
        {
            seen |= Unsafe.Add(ref start, i) ^= FirstByte(key);
            key = Turn(key);
        }
        isAscii = (seen & NotAscii) == 0;
        return key;
    }

    private static nuint ApplyToVectors(ref byte start, nuint length, uint key, ref ulong seen)
    {
        nuint i = 0;
        if (Vector512.IsHardwareAccelerated && length >= (nuint)Vector512<byte>.Count)
        {
            var keys = Vector512.Create(key).AsByte();
            var all = Vector512<byte>.Zero;
            for (; i + (nuint)Vector512<byte>.Count <= length; i += (nuint)Vector512<byte>.Count)
            {
                var unmasked = Vector512.LoadUnsafe(ref start, i) ^ keys;
                unmasked.StoreUnsafe(ref start, i);
                all |= unmasked;
            }
            seen |= all.ExtractMostSignificantBits() == 0 ? 0 : NotAscii;
        }
        if (Vector256.IsHardwareAccelerated && length - i >= (nuint)Vector256<byte>.Count)
        {
            var keys = Vector256.Create(key).AsByte();
            var all = Vector256<byte>.Zero;
            for (; i + (nuint)Vector256<byte>.Count <= length; i += (nuint)Vector256<byte>.Count)
            {
                var unmasked = Vector256.LoadUnsafe(ref start, i) ^ keys;
                unmasked.StoreUnsafe(ref start, i);
                all |= unmasked;
            }
            seen |= all.ExtractMostSignificantBits() == 0 ? 0 : NotAscii;
        }
        if (Vector128.IsHardwareAccelerated)
        {
            var keys = Vector128.Create(key).AsByte();
            var all = Vector128<byte>.Zero;
            for (; i + (nuint)Vector128<byte>.Count <= length; i += (nuint)Vector128<byte>.Count)
            {
                var unmasked = Vector128.LoadUnsafe(ref start, i) ^ keys;
                unmasked.StoreUnsafe(ref start, i);
                all |= unmasked;
            }
            seen |= all.ExtractMostSignificantBits() == 0 ? 0 : NotAscii;
        }
        return i;
    }

    private static byte FirstByte(uint key) => BitConverter.IsLittleEndian ? (byte)key : (byte)(key >> 24);

    private static uint Turn(uint key) => BitConverter.IsLittleEndian ? BitOperations.RotateRight(key, 8) : BitOperations.RotateLeft(key, 8);
}
